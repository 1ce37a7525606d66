"""With BINZHI_NO_SKIPS set (the continuous build has everything installed) a skipped test counts as a failure."""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("BINZHI_NO_SKIPS") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(NoSkips(), "no-skips")


class NoSkips:
    """Remembers skipped tests and turns the run red at the end."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for test in self.skipped:
            terminalreporter.write_line(f"skipped where nothing may be skipped: {test}", red=True)
