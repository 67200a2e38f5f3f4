package io.modelferry.cli.server;

/** What a shell sees. Stable: docs/cli.md lists them, scripts depend on them. */
public enum ExitCode {
    OK(0),
    FAILED(1),
    USAGE(2),
    REFUSED(3),
    UNREACHABLE(4),
    NOT_AUTHORISED(5),
    NOT_FOUND(6);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
