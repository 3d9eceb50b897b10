package io.bulwark.proxy.proof;

import io.bulwark.policy.proof.CallLine;
import io.bulwark.policy.proof.CallParse;
import io.bulwark.policy.proof.RecordedCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A file of calls, one JSON object a line; {@code -} is standard input. */
final class CallLog {
    private static final int MAX_TOLD = 5;

    private final List<String> faults = new ArrayList<>();
    private long skipped;
    private final Predicate<String> wanted;

    CallLog() {
        this(_ -> true);
    }

    /** @param wanted which lines are read; others are passed over */
    CallLog(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    /** Gives every call of the file to somebody. */
    void read(Path path, Consumer<RecordedCall> reader) throws Stop {
        readAll(path, read -> reader.accept(read.call()));
    }

    /** The same with what a line says besides. */
    void readAll(Path path, Consumer<CallParse.Read> reader) throws Stop {
        try (var lines = open(path)) {
            long number = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank() && wanted.test(line)) {
                    read(number, line, reader);
                }
            }
        } catch (IOException failure) {
            throw new Stop(PolicyCommand.FAILED, path + " cannot be read: " + failure);
        }
    }

    private void read(long number, String line, Consumer<CallParse.Read> reader) {
        switch (CallLine.read(line)) {
            case CallParse.Read read -> reader.accept(read);
            case CallParse.Fault(var why) -> {
                skipped++;
                if (faults.size() < MAX_TOLD) {
                    faults.add("line " + number + " " + why);
                }
            }
        }
    }

    /** How many lines were no calls. */
    long skipped() {
        return skipped;
    }

    /** What is wrong with the first of them. */
    List<String> faults() {
        return faults;
    }

    private static BufferedReader open(Path path) throws IOException {
        return path.toString().equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(path);
    }
}
