package io.bulwark.proxy.protocol;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MysqlInspection;
import io.bulwark.policy.Trouble;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A recorded conversation with what has to come of it; {@code docs/protocols/transcripts.md} describes the format. */
public record Transcript(Path file, Notation notation, Settings settings, List<Step> steps, List<String> expected) {
    /** One thing that happens on the flow. */
    public sealed interface Step {
        /** @param latin1 the bytes, one a letter */
        record Bytes(Direction direction, String latin1) implements Step {}

        record End(Direction direction) implements Step {}

        record Wait(Duration time) implements Step {}

        /** The proxy drains. */
        record Drain() implements Step {}

        /** The relay stops reading one side, or reads it again. */
        record Reading(Direction direction, boolean on) implements Step {}
    }

    /** Under which policy it plays. */
    public record Settings(
            Map<String, String> limits,
            List<String> denied,
            Set<Trouble> forwarded,
            Set<Field> deniable,
            boolean cuts,
            MysqlInspection mysql) {}

    private static final String EXPECTED = "---";
    private static final Pattern BYTES = Pattern.compile("([CS])(?:\\[(\\d*),(\\d*)])?: (.*)");

    public static List<Transcript> in(Path folder, Notation notation) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(file -> read(file, notation))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Transcript read(Path file, Notation notation) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var split = lines.indexOf(EXPECTED);
        var played = split < 0 ? lines : lines.subList(0, split);
        var expected = split < 0 ? List.<String>of() : lines.subList(split + 1, lines.size());
        return new Transcript(file, notation, settings(played), steps(played, notation), List.copyOf(expected));
    }

    private static Settings settings(List<String> lines) {
        var limits = new HashMap<String, String>();
        var denied = new ArrayList<String>();
        var forwarded = EnumSet.noneOf(Trouble.class);
        var deniable = EnumSet.allOf(Field.class);
        var cuts = true;
        var mysql = MysqlInspection.none();
        for (var line : lines) {
            var value = line.substring(line.indexOf(' ') + 1);
            switch (line.substring(0, Math.max(0, line.indexOf(' ')))) {
                case "limit" ->
                    limits.put(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
                case "deny" -> denied.add(value);
                case "forward" -> forwarded.add(Trouble.valueOf(value));
                case "undeniable" -> deniable.remove(Field.valueOf(value));
                case "mysql" ->
                    mysql = new MysqlInspection(value.contains("removeCompress"), value.contains("removeTls"));
                case "cuts" -> cuts = Boolean.parseBoolean(value);
                default -> {}
            }
        }
        return new Settings(limits, denied, forwarded, deniable, cuts, mysql);
    }

    private static List<Step> steps(List<String> lines, Notation notation) {
        var steps = new ArrayList<Step>();
        for (var line : lines) {
            var told = BYTES.matcher(line);
            if (told.matches()) {
                var direction = direction(line);
                var all = new String(notation.bytes(told.group(4)), StandardCharsets.ISO_8859_1);
                var bytes = all.substring(place(told.group(2), 0), place(told.group(3), all.length()));
                if (!steps.isEmpty()
                        && steps.getLast() instanceof Step.Bytes(var last, var before)
                        && last == direction) {
                    steps.removeLast();
                    bytes = before + bytes;
                }
                steps.add(new Step.Bytes(direction, bytes));
            } else if (line.equals("C.") || line.equals("S.")) {
                steps.add(new Step.End(direction(line)));
            } else if (line.startsWith("wait ")) {
                steps.add(new Step.Wait(Duration.parse(line.substring(5))));
            } else if (line.equals("drain")) {
                steps.add(new Step.Drain());
            } else if (line.startsWith("pause ") || line.startsWith("resume ")) {
                var on = line.startsWith("resume ");
                steps.add(new Step.Reading(direction(line.substring(line.indexOf(' ') + 1)), on));
            }
        }
        return steps;
    }

    private static int place(@Nullable String told, int otherwise) {
        return told == null || told.isEmpty() ? otherwise : Integer.parseInt(told);
    }

    private static Direction direction(String line) {
        return line.startsWith("C") ? Direction.TO_SERVER : Direction.TO_CLIENT;
    }

    /** Plays it, each run of bytes cut up by {@code cutter}, and says what came of it in the words of the format. */
    public List<String> play(Protocol protocol, Cutter cutter) {
        var requests = new FakeJudge(settings.denied, settings.forwarded, settings.deniable);
        var responses = new FakeJudge(settings.denied, settings.forwarded, settings.deniable);
        var flow = new FakeFlow(protocol, limits(), requests, responses);
        flow.mysql(settings.mysql);
        for (var step : steps) {
            switch (step) {
                case Step.Bytes(var direction, var bytes) ->
                    cutter.cut(bytes.getBytes(StandardCharsets.ISO_8859_1))
                            .forEach(piece -> flow.send(direction, piece));
                case Step.End(var direction) -> flow.close(direction);
                case Step.Wait(var time) -> flow.pass(time);
                case Step.Drain _ -> flow.drain();
                case Step.Reading(var direction, var on) -> flow.reading(direction, on);
            }
        }
        var result = new ArrayList<String>();
        requests.events().forEach(event -> result.add("request " + TranscriptText.text(event)));
        responses.events().forEach(event -> result.add("response " + TranscriptText.text(event)));
        result.addAll(notation.left(flow.left(Direction.TO_SERVER), flow.left(Direction.TO_CLIENT)));
        if (notation.showsCounts()) {
            flow.counted().forEach((why, count) -> result.add("uninspected " + why.id() + " " + count));
        }
        result.add("flow " + flow.outcome());
        return result;
    }

    /** The result as it stands in the file. */
    public List<String> written(List<String> result) {
        return notation.shortens() ? Repetition.shorten(result) : result;
    }

    /** How many bytes the longest run has. */
    public int longestRun() {
        return steps.stream()
                .mapToInt(step -> step instanceof Step.Bytes run ? run.latin1().length() : 0)
                .max()
                .orElse(0);
    }

    private Limits limits() {
        var usual = Limits.defaults();
        return new Limits(
                number("maxHeadBytes", usual.maxHeadBytes()),
                number("maxLineBytes", usual.maxLineBytes()),
                number("maxHeaders", usual.maxHeaders()),
                number("maxStreams", usual.maxStreams()),
                number("holdBytes", usual.holdBytes()),
                usual.holdTime(),
                usual.maxDecodedBytes(),
                usual.maxDecodeRatio(),
                usual.headTimeout(),
                usual.bodyTimeout(),
                usual.idleTimeout(),
                usual.connectTimeout(),
                usual.detectTimeout());
    }

    private int number(String key, int usual) {
        var told = settings.limits.get(key);
        return told == null ? usual : Integer.parseInt(told);
    }

    @Override
    public String toString() {
        return String.valueOf(file.getFileName());
    }

    /** Cuts a run of bytes into the pieces that it is delivered in. */
    @FunctionalInterface
    public interface Cutter {
        List<byte[]> cut(byte[] bytes);
    }
}
