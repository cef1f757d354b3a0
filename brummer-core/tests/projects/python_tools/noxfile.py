import nox


@nox.session(python=["3.11", "3.12"])
def tests(session: nox.Session) -> None:
    """Run the test suite."""
    session.run("pytest")


@nox.session(
    name="type-check",
)
def types(session):
    session.run("mypy", ".")
