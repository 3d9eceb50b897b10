package io.bulwark.proxy.event;

import java.io.IOException;
import java.util.List;

/** A place where events are written. Called on the one thread that delivers events. */
public interface EventSink {
    /** The label of this sink in metrics and logs, such as {@code file}. */
    String name();

    /** Writes a batch and flushes it. The list is lent for the length of the call. */
    void write(List<SecurityEvent> batch) throws IOException;
}
