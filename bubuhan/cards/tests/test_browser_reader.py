"""The reader in the browser agrees with ours: the same sample, judged by the same script that is served."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node") or str(Path(sys.executable).parent / "node")


@pytest.mark.skipif(not Path(NODE).exists(), reason="no node: the browser story covers it")
def test_the_browser_reads_and_judges_the_sample() -> None:
    ran = subprocess.run(
        [NODE, str(HERE / "read_sample.mjs")], capture_output=True, text=True, check=True
    )
    found = json.loads(ran.stdout)
    assert found == {
        "name": json.loads((HERE / "sample.json").read_text("utf-8"))["name"],
        "genuine": "genuine",
        "forged": "forged",
        "stranger": "stranger",
        "nothing": [None, None, None, None],
        "sha512": True,
    }
