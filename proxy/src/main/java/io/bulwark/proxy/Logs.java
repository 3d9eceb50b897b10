package io.bulwark.proxy;

import io.bulwark.proxy.config.PodEnvironment.LogLevel;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How much goes to the log. */
final class Logs {
    /** Loggers that nobody holds are forgotten, and with them their level. */
    private static final Logger OURS = Logger.getLogger("io.bulwark");

    private Logs() {}

    /** Shows what the proxy says from this level on. Other people's libraries stay at what the logging configuration says. */
    static void show(LogLevel level) {
        var wanted = switch (level) {
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
        OURS.setLevel(wanted);
        for (var handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(wanted);
        }
    }
}
