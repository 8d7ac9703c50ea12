# shellcheck shell=bash
# Sourced by scripts/mutation, scripts/crosshair and scripts/large-profile: one environment for the three.

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/venv.sh
source "$here/scripts/venv.sh"
tools=$here/.venv/mutation/tools

prepare_tools() {
    local python wanted
    wanted=$(cat "$here/pyproject.toml" "$here/scripts/mutation-requirements.txt" | cksum)
    [[ $(cat "$tools/installed" 2>/dev/null) != "$wanted" ]] || return 0
    if ! "$tools/bin/python" -c 'import pip' >/dev/null 2>&1; then
        python=$(find_python)
        echo "Making $tools with $("$python" --version) …" >&2
        quietly "$python" -m venv --clear "$tools"
    fi
    quietly "$tools/bin/python" -m pip install --quiet --disable-pip-version-check \
        --editable "$here[bulk]" --requirement "$here/scripts/mutation-requirements.txt"
    printf '%s\n' "$wanted" > "$tools/installed"
}
