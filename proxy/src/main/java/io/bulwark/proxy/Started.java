package io.bulwark.proxy;

import java.util.List;

/** What became of starting a proxy. */
sealed interface Started {
    record Running(ProxyProcess process) implements Started {}

    /** Nothing was left running; each reason is one line for the person who started it. */
    record Refused(List<String> reasons) implements Started {
        static Refused because(String reason) {
            return new Refused(List.of(reason));
        }
    }
}
