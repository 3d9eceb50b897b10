package io.bulwark.proxy.event;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A sink that writes one JSON object a line, each batch with one write. */
public final class NdjsonSink implements EventSink {
    private final String name;
    private final Target target;
    private boolean lineMayBeOpen;

    /** Where the bytes of a batch go. */
    @FunctionalInterface
    private interface Target {
        void write(byte[] lines) throws IOException;
    }

    private NdjsonSink(String name, Target target) {
        this.name = name;
        this.target = target;
    }

    /** Appends to a file. It is opened for each batch, so a file that was moved away is simply begun anew. */
    public static NdjsonSink toFile(Path file) {
        return new NdjsonSink("file", lines -> append(file, lines));
    }

    /** Writes to a stream that stays open, which must not swallow its errors as {@code PrintStream} does. */
    public static NdjsonSink toStream(String name, OutputStream stream) {
        return new NdjsonSink(name, lines -> {
            stream.write(lines);
            stream.flush();
        });
    }

    private static void append(Path file, byte[] lines) throws IOException {
        try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(lines);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void write(List<SecurityEvent> batch) throws IOException {
        var lines = new StringBuilder(batch.size() * 512);
        if (lineMayBeOpen) {
            lines.append('\n');
        }
        for (var event : batch) {
            EventJson.append(event, lines);
            lines.append('\n');
        }
        // A write that fails half-way leaves part of a line behind; the next batch must not be glued to it.
        lineMayBeOpen = true;
        target.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        lineMayBeOpen = false;
    }
}
