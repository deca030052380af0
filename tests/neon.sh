#!/usr/bin/env bash
# The engine on 64-bit ARM, emulated: its tests with NEON, then races that have to have the very losses that they have
# on this machine. With --goldens also tests/golden.rs, which takes minutes more.
#
# Needs (Debian) qemu-user, gcc-aarch64-linux-gnu and libc6-dev-arm64-cross, and a Rust compiler with the standard
# library for that target: rustup's (rustup target add aarch64-unknown-linux-gnu), else Debian's rustc-web, which is
# unpacked into target/neon and installed nowhere. What is missing is said in one line, with exit code 3.
set -euo pipefail
cd "$(dirname "$0")/.."

target=aarch64-unknown-linux-gnu
folder=$PWD/target/neon
without="no Rust library for $target (rustup target add $target)"
missing() { echo "neon.sh: nothing was checked: $*" >&2; exit 3; }
has_library() { [ -d "$("$1" --print sysroot)/lib/rustlib/$target/lib" ]; }

# Unpacks Debian's compiler and both standard libraries, by package lists of its own that know both architectures.
debian_rust() {
    command -v apt-get >/dev/null || missing "$without"
    [ "$(dpkg --print-architecture)" = amd64 ] || missing "$without"
    mkdir -p "$folder"/debian/{lists,cache,packages}
    cat >"$folder/debian/apt.conf" <<-END
	APT::Architectures { "amd64"; "arm64"; };
	APT::Sandbox::User "";
	Acquire::Languages "none";
	Dir::State::Lists "$folder/debian/lists";
	Dir::Cache "$folder/debian/cache";
	END
    (
        export APT_CONFIG=$folder/debian/apt.conf
        needs() { apt-cache depends "$1" | sed -n "s/^ *Depends: \($2.*\)/\1/p"; }
        library=libstd-rust-web-dev
        cd "$folder/debian/packages" && apt-get update -qq && compiler=$(needs "$library" libstd-rust-web-) &&
            apt-get download -qq rustc-web "$library" "$library:arm64" "$compiler" "$(needs "$compiler" libllvm)" &&
            for package in *.deb; do dpkg -x "$package" .. || exit; done
    ) >"$folder/debian/log" 2>&1 || missing "$without, nor Debian: $(tail -n 1 "$folder/debian/log")"
    rm -r "$folder"/debian/{lists,cache,packages}
    cat >"$folder/rustc" <<-END
	#!/bin/sh
	LD_LIBRARY_PATH='$folder/debian/usr/lib/x86_64-linux-gnu' exec '$folder/debian/usr/bin/rustc' "\$@"
	END
    chmod +x "$folder/rustc"
}

command -v qemu-aarch64 >/dev/null || missing "no qemu-aarch64 (Debian: qemu-user)"
command -v aarch64-linux-gnu-gcc >/dev/null || missing "no aarch64-linux-gnu-gcc (Debian: gcc-aarch64-linux-gnu)"
[ -e /usr/aarch64-linux-gnu/lib/libc.so ] || missing "no C library for arm64 (Debian: libc6-dev-arm64-cross)"
compiler=${RUSTC:-rustc}
if ! has_library "$compiler"; then
    compiler=$folder/rustc
    [ -x "$compiler" ] || debian_rust
    version=$("$compiler" --version 2>&1) || missing "Debian's rustc-web doesn't run: $version"
    needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    printf '%s\n' "$needed" "$(cut -d' ' -f2 <<<"$version")" | sort -VC || missing "$version is older than $needed"
fi

# arm COMMAND LEVEL ARGUMENTS… : cargo for the emulated machine, compiling at that level: compiling takes most of the time.
arm() {
    local command=$1 level=$2; shift 2
    RUSTC=$compiler CARGO_TARGET_DIR=$folder/build CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc \
        CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="qemu-aarch64 -L /usr/aarch64-linux-gnu" \
        cargo "$command" --quiet --locked --target "$target" --config "profile.dev.opt-level=$level" \
        --config 'profile.dev.package."*".opt-level=1' "$@"
}

echo "$("$compiler" --version), $(qemu-aarch64 --version | head -n 1)"
arm test 0 --lib -- kernel:: nn:: optim:: race::
if [ "${1:-}" = --goldens ]; then arm test 1 --test golden; fi

races=$(mktemp -d)
trap 'rm -r "$races"' EXIT
# race NAME FLAGS… : records a race here, and trains it again there.
race() {
    local name=$1; shift
    cargo run --quiet --locked -- race --headless --eval-every 0 --out "$races/$name" "$@" >/dev/null
    arm run 1 -- replay "$races/$name" --rerun --headless
}
race default --iterations 50
for activation in relu sigmoid tanh; do
    race "$activation" --iterations 50 --optimizers all --hidden 30,20 --batch-size 16 --activation "$activation"
done
