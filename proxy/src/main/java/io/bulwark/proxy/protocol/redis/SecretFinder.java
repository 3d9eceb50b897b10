package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Bytes;

/** Says of each argument of a command whether it is a credential, which nobody is shown. */
final class SecretFinder {
    /** Where a command has credentials. */
    enum Syntax {
        NONE,
        AUTH,
        HELLO,
        MIGRATE,
        ACL,
        SETTINGS;

        static Syntax of(String command) {
            return switch (command) {
                case "AUTH" -> AUTH;
                case "HELLO" -> HELLO;
                case "MIGRATE" -> MIGRATE;
                case "ACL SETUSER" -> ACL;
                case "CONFIG SET", "SENTINEL SET", "SENTINEL CONFIG" -> SETTINGS;
                default -> NONE;
            };
        }
    }

    private static final byte[] AUTH = Letters.ascii("AUTH");
    private static final byte[] AUTH2 = Letters.ascii("AUTH2");
    private static final byte[][] SETTINGS = {
        Letters.ascii("REQUIREPASS"),
        Letters.ascii("MASTERAUTH"),
        Letters.ascii("PRIMARYAUTH"),
        Letters.ascii("TLS-KEY-FILE-PASS"),
        Letters.ascii("TLS-CLIENT-KEY-FILE-PASS"),
        Letters.ascii("AUTH-PASS"),
        Letters.ascii("SENTINEL-PASS"),
    };

    private Syntax syntax = Syntax.NONE;
    private int arguments;
    private int secretAt;
    private int skip;

    /** A command of so many arguments begins, its name included. */
    void begin(CommandSpec spec, int count) {
        syntax = spec.secrets();
        arguments = count;
        secretAt = -1;
        skip = 0;
    }

    /** Whether this command has no credentials at all. */
    boolean hasNone() {
        return syntax == Syntax.NONE;
    }

    /** Reads an argument, each in turn; true if it is a credential. */
    boolean isSecret(int index, Bytes argument) {
        if (index == secretAt) {
            return true;
        }
        if (skip > 0) {
            skip--;
            return false;
        }
        return switch (syntax) {
            case NONE -> false;
            case AUTH -> index >= 2 || (index == 1 && arguments == 2);
            case HELLO -> {
                behind(index, 2, index >= 2 && Letters.same(argument, AUTH));
                yield false;
            }
            case MIGRATE -> {
                behind(index, 1, index >= 6 && Letters.same(argument, AUTH));
                behind(index, 2, index >= 6 && Letters.same(argument, AUTH2));
                yield false;
            }
            case ACL -> index > 2 && argument.length() > 0 && "><#!".indexOf(argument.get(0)) >= 0;
            case SETTINGS -> {
                behind(index, 1, index >= 2 && isSetting(argument));
                yield false;
            }
        };
    }

    /** Whether this argument, of which {@link #isSecret} was asked last, is the name to log in under. */
    boolean isUser(int index) {
        return switch (syntax) {
            case AUTH -> index == 1 && arguments > 2;
            case HELLO -> secretAt == index + 1;
            case NONE, MIGRATE, ACL, SETTINGS -> false;
        };
    }

    private void behind(int index, int distance, boolean found) {
        if (found) {
            secretAt = index + distance;
            skip = distance - 1;
        }
    }

    private static boolean isSetting(Bytes argument) {
        for (var setting : SETTINGS) {
            if (Letters.same(argument, setting)) {
                return true;
            }
        }
        return false;
    }
}
