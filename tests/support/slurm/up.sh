#!/usr/bin/env bash
# A real one-node Slurm on this machine, for trials of job arrays: everything in one folder, on free ports, beside others.
#
#     up.sh FOLDER            then SLURM_CONF=FOLDER/slurm.conf for sbatch and its like; down.sh FOLDER ends it
#
# As root, with Debian's slurmctld, slurmd, slurm-client and munge; systemd isn't needed. A folder serves once.
# Partitions: `main`, and `high`, whose jobs put those of `main` back into the queue where they need their cores.
# MAX_ARRAY_SIZE sets the first index that an array may not have (1001 by default), CPUS the node's cores.
set -euo pipefail
PATH="$PATH:/usr/sbin"
dir=$(realpath -m "$1")
here=$(dirname "$(realpath "$0")")
[ ! -e "$dir/slurm.conf" ] || { echo "up.sh: there has been a Slurm in $dir" >&2; exit 1; }
mkdir -p "$dir"/{state,spool}
chmod 755 "$dir"
# down.sh knows the daemons by it.
export DOWNHILL_TRIAL_SLURM=$dir

fail() {
    echo "up.sh: $*" >&2
    tail -n 20 "$dir"/*.log >&2 || true
    env -u DOWNHILL_TRIAL_SLURM "$here/down.sh" "$dir"
    exit 1
}

# A port that nobody listens at, below those that the system gives to clients.
free() {
    while port=$((10000 + RANDOM % 20000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

configure() {
    local node=$1
    cat <<CONF
ClusterName=$node
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$(free)
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$dir/munge.socket
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
ReturnToService=2
JobRequeue=1
KillWait=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
MaxArraySize=${MAX_ARRAY_SIZE:-1001}
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
NodeName=$node NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$(free) CPUs=${CPUS:-$(nproc)} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES PriorityTier=1 MaxTime=INFINITE State=UP
PartitionName=high Nodes=ALL PriorityTier=10 PreemptMode=OFF MaxTime=INFINITE State=UP
CONF
}

idle() { [ "$(sinfo -h -p main -o %T 2>/dev/null)" = idle ]; }

# A munged of its own, so that the system's, and its key, are left alone.
(umask 077 && head -c 1024 /dev/urandom >"$dir/munge.key")
munged --force --socket="$dir/munge.socket" --key-file="$dir/munge.key" --pid-file="$dir/munged.pid" \
    --seed-file="$dir/munged.seed" --log-file="$dir/munged.log" || fail "munged does not start"

export SLURM_CONF="$dir/slurm.conf"
# Jobs are known by the name of their node, so no two folders may have the same.
node=trial$$-$RANDOM
configure "$node" >"$SLURM_CONF"
slurmctld || fail "slurmctld does not start"
slurmd -N "$node" || fail "slurmd does not start"
for _ in {1..200}; do
    idle && exit 0
    sleep 0.1
done
fail "the node is not idle after 20 s"
