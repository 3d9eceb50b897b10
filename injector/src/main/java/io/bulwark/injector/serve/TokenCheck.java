package io.bulwark.injector.serve;

/** What became of asking the API server about a token. */
public sealed interface TokenCheck {
    record Genuine(Caller caller) implements TokenCheck {}

    /** The token is not what a proxy has. */
    record Refused(String why) implements TokenCheck {}

    /** Nobody could say; the proxy may come again. */
    record Unknown(String why) implements TokenCheck {}
}
