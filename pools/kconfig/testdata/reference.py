# SPDX-License-Identifier: BSD-3-Clause
"""Runs kconfiglib in each folder that is named on a line of stdin.

It reads Kconfig and .config there and writes kconfiglib.config, .min, .h, or
kconfiglib.error when it refuses the tree.
"""
import os
import sys

sys.path.insert(0, "/usr/lib/python3/dist-packages")
import kconfiglib

for line in sys.stdin:
    os.chdir(line.rstrip("\n"))
    try:
        k = kconfiglib.Kconfig("Kconfig", warn=False)
        if os.path.exists(".config"):
            k.load_config(".config")
        k.write_config("kconfiglib.config", header="", save_old=False)
        k.write_min_config("kconfiglib.min", header="")
        k.write_autoconf("kconfiglib.h", header="")
    except kconfiglib.KconfigError as e:
        with open("kconfiglib.error", "w") as f:
            f.write(str(e))
