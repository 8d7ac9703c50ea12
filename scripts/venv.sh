# shellcheck shell=sh
# Sourced by ./run-example, ./run-tests and .ci/run: finds a Python and makes the environment.
# POSIX sh; no system site-packages, and nothing from PYTHONPATH leaks in.

unset PYTHONPATH PYTHONHOME

# Print the first interpreter that runs and is new enough. A name on PATH proves nothing: version managers put
# shims there that fail when called, so each candidate has to answer. PYTHON=... names one to be taken instead.
find_python() {
    without_venv=
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3 python; do
        if "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
                printf '%s\n' "$candidate"
                return 0
            fi
            without_venv=$candidate
        fi
    done
    if [ -n "$without_venv" ]; then
        echo "$without_venv is new enough but cannot make environments: install its venv module" \
            "(Debian, Ubuntu: apt install python3-venv)." >&2
    else
        echo "No Python 3.11 or newer found. Install one from your system or python.org," \
            "or name one: PYTHON=/path/to/python $0" >&2
    fi
    return 1
}

# Run a command silently; show what it said only if it fails.
quietly() {
    if ! quietly_said=$("$@" 2>&1); then
        printf '%s\n' "$quietly_said" >&2
        echo "Failed: $*" >&2
        return 1
    fi
}

# prepare_venv CHECKOUT EXTRA: make CHECKOUT/.venv and install the checkout with the extra, editable.
# Done again only when the environment broke, or pyproject.toml or the place of the checkout changed.
prepare_venv() {
    venv=$1/.venv
    if ! "$venv/bin/python" -c 'import sys, pip; raise SystemExit(sys.prefix == sys.base_prefix)' >/dev/null 2>&1; then
        python=$(find_python) || return 1
        echo "Making $venv with $("$python" --version) …" >&2
        quietly "$python" -m venv --clear "$venv" || return 1
    fi
    stamp=$venv/installed-$2
    wanted=$(cksum < "$1/pyproject.toml") || return 1
    wanted="$wanted $1"
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        echo "Installing integrationsfoerderung[$2] into $venv …" >&2
        rm -f "$stamp"
        quietly "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$1[$2]" || return 1
        printf '%s\n' "$wanted" > "$stamp"
    fi
}
