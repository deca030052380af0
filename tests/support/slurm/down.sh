#!/usr/bin/env bash
# Ends all that up.sh FOLDER started and all that came of it: daemons, steps and jobs, also after a start that failed.
# What is theirs is told by the environment that each was started with. The files stay.
set -uo pipefail
dir=$(realpath -m "$1")
node=$(sed -n 's/^NodeName=\([^ ]*\).*/\1/p' "$dir/slurm.conf" 2>/dev/null)

# Whoever was started with one of these lines in its environment.
with() { printf '%s\n' "$@" | grep -lzxF -f - /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3; }

ours() {
    with "DOWNHILL_TRIAL_SLURM=$dir" ${node:+"SLURMD_NODENAME=$node"}
    # Steps and the helper of slurmctld have nothing but this, which commands like sbatch have, too.
    for process in $(with "SLURM_CONF=$dir/slurm.conf"); do
        [[ $(cat "/proc/$process/comm" 2>/dev/null) =~ ^slurm(stepd|scriptd|d|ctld)$ ]] && echo "$process"
    done
}

for _ in {1..100}; do
    processes=$(ours)
    [ -n "$processes" ] || exit 0
    # One may have gone by itself.
    kill -s KILL $processes 2>/dev/null
    sleep 0.05
done
echo "down.sh: still there:" $processes >&2
exit 1
