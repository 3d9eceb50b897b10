package io.bulwark.proxy.proof;

/** Ends a command with lines for a person and an exit code; never leaves this package. */
final class Stop extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;

    Stop(int code, String why) {
        super(why);
        this.code = code;
    }

    int code() {
        return code;
    }
}
