#!/usr/bin/env bash
# Sets up a fresh Debian 12 for `make run` and `make test`: system packages, .venv, Python packages. Quick when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

PACKAGES=(
    # Python, and what pyscard is built with
    python3-venv python3-dev gcc libpcsclite-dev swig
    # what Qt loads
    libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxkbcommon-x11-0
    # composes Hangul from the keys of the on-screen keyboard
    libhangul1
    # a screen for the tests that look at the real window from outside (Xvfb), and the keypad before it
    xvfb xdotool
    # what a screen reader stands on: the session's bus, AT-SPI and its bindings for the system's Python
    at-spi2-core python3-gi gir1.2-atspi-2.0
    # the voice: what makes the sound and what plays it
    espeak-ng alsa-utils
    # smart cards: the daemon, a reader without hardware, and two independent programs that judge our sample card
    pcscd vsmartcard-vpcd opensc yubico-piv-tool
    # an IPP printer that is not ours (ippeveprinter), and the discovery service without which it does not start
    cups-ipp-utils avahi-daemon dbus
    # looking at paper: pdftoppm, pdftotext
    poppler-utils
    # judging kiosk.service: systemd-analyze works without a running systemd
    systemd
)

installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${PACKAGES[@]}" 2>/dev/null || true)
missing=()
for package in "${PACKAGES[@]}"; do
    [[ $'\n'"$installed"$'\n' == *$'\n'"$package installed"$'\n'* ]] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        # sudo may ask for a password only where someone can type one
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            as_root=(sudo)
        else
            echo "These system packages are missing. Please type this as root, then run this again:" >&2
            echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
            exit 1
        fi
    fi
    echo "setup: installing ${missing[*]}"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! { "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=100 update -q &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=100 \
            install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "setup: apt-get could not install: ${missing[*]}" >&2
        exit 1
    fi
fi

stamp=.venv/installed
wanted=$({ cat requirements.lock && sed '/^\[tool\./,$d' pyproject.toml; } | sha256sum)
if [ ! -x .venv/bin/python ] || [ ! -f "$stamp" ] || [ "$(<"$stamp")" != "$wanted" ]; then
    # a .venv without a working pip was interrupted while it was made
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "setup: Python 3.11 or newer is needed; python3 here is $(python3 --version 2>&1)" >&2
            exit 1
        fi
        python3 -m venv .venv
    fi
    echo "setup: installing the Python packages into .venv"
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps -e .
    echo "$wanted" >"$stamp"
fi
