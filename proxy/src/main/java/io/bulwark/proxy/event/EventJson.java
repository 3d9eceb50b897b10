package io.bulwark.proxy.event;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** An event as one line of JSON. The keys, their order and their meaning are fixed by {@code security-event.schema.json}. */
public final class EventJson {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private EventJson() {}

    /** The event without a line end. */
    public static String line(SecurityEvent event) {
        var out = new StringBuilder(512);
        append(event, out);
        return out.toString();
    }

    static void append(SecurityEvent event, StringBuilder out) {
        new JsonLine(out)
                .text("time", TIME.format(event.time()))
                .number("id", event.id())
                .text("flow", event.flow())
                .text("peer", event.peer())
                .text("destination", event.destination())
                .text("side", event.side())
                .text("protocol", event.protocol())
                .text("operation", event.operation())
                .text("verdict", event.verdict().id())
                .text("rule", event.rule())
                .text("mode", event.mode())
                .text("field", event.field())
                .number("offset", event.offset())
                .text("snippet", event.snippet())
                .text("policyRevision", event.policyRevision())
                .text("detail", event.detail())
                .close();
    }
}
