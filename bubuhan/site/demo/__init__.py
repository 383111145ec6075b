"""The demo instance: invented people, marked "DATA CONTOH", and DIR/demo.json with their logins."""

from bubuhan.site.demo.build import DemoInfo, build, refresh_codes

__all__ = ["DemoInfo", "build", "refresh_codes"]
