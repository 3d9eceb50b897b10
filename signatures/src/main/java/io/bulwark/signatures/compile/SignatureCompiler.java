package io.bulwark.signatures.compile;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.catalogue.Catalogue;
import io.bulwark.signatures.catalogue.CatalogueException;
import io.bulwark.signatures.catalogue.CompiledCatalogue;
import io.bulwark.signatures.match.hyperscan.DatabaseFiles;
import io.bulwark.signatures.match.hyperscan.DatabaseSource;
import io.bulwark.signatures.match.hyperscan.EngineSelfTest;
import io.bulwark.signatures.match.hyperscan.HyperscanMatcher;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns signature files into databases, or says everything that is wrong with them. */
public final class SignatureCompiler {
    /** The slowest that a signature alone may read benign text, in megabytes a second on the reference machine. */
    public static final double MIN_MB_PER_SECOND = 100;

    /** The engine's compiler calls itself for each, and a stack that overflows there ends the process without a word. */
    private static final int MAX_REPEAT = 4096;

    private static final Pattern REPEAT = Pattern.compile("\\{(?:[0-9]{1,9},)?([0-9]{1,9})\\}");

    private SignatureCompiler() {}

    /** How fast one signature alone reads benign text. */
    public record Speed(String id, double megabytesPerSecond) {}

    /** What compiling gives: databases by the names of their keys, and how fast each signature is. */
    public record Compiled(Map<String, byte[]> databases, List<Speed> speeds) {}

    /** Arguments: the folder of signature files, the folder for classes, and {@code --table} to print speeds. */
    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: SignatureCompiler CATALOGUE-FOLDER OUTPUT-FOLDER [--table]");
            System.exit(2);
        }
        boolean table = Arrays.asList(args).contains("--table");
        try {
            compile(Path.of(args[0]), Path.of(args[1]), table, System.out);
        } catch (CatalogueException e) {
            System.err.println("The signature catalogue has " + e.problems().size() + " problems:");
            e.problems().forEach(problem -> System.err.println("  " + problem));
            System.exit(1);
        }
    }

    private static void compile(Path catalogue, Path output, boolean table, PrintStream out) throws IOException {
        var files = Catalogue.files(catalogue);
        var stamp = new Stamp(output, files);
        if (stamp.isFresh() && !table) {
            return;
        }
        stamp.remove();
        var signatures = Catalogue.of(files).signatures();
        var compiled = compile(signatures);
        write(files, compiled, output);
        Files.write(output.resolve(CompiledCatalogue.FILE), CompiledCatalogue.write(signatures));
        out.printf(
                Locale.ROOT,
                "%d signatures, %d databases, %d KB%n",
                signatures.size(),
                compiled.databases().size(),
                compiled.databases().values().stream()
                                .mapToLong(bytes -> bytes.length)
                                .sum()
                        / 1024);
        if (table) {
            compiled.speeds().stream()
                    .sorted((a, b) -> Double.compare(a.megabytesPerSecond(), b.megabytesPerSecond()))
                    .forEach(speed ->
                            out.printf(Locale.ROOT, "%8.0f MB/s  %s%n", speed.megabytesPerSecond(), speed.id()));
        }
        stamp.write();
    }

    /**
     * Lints signatures, compiles them, tries their samples and measures their speed.
     *
     * @throws CatalogueException with every problem
     */
    public static Compiled compile(List<Signature> signatures) {
        var problems = new ArrayList<String>();
        for (var signature : signatures) {
            lint(signature, problems);
        }
        require(problems);
        var databases = DatabaseFiles.compile(signatures);
        switch (HyperscanMatcher.make(signatures, name -> Optional.ofNullable(databases.get(name)))) {
            case HyperscanMatcher.Made.Refused(var reason) -> problems.add(reason);
            case HyperscanMatcher.Made.Ready(var matcher) -> {
                try (matcher;
                        var samples = new SampleCheck(matcher)) {
                    problems.addAll(samples.problems());
                }
            }
        }
        var speeds = speeds(signatures);
        for (var speed : speeds) {
            if (speed.megabytesPerSecond() < MIN_MB_PER_SECOND) {
                problems.add("%s: speed must be %.0f MB/s or more, was %.0f MB/s (see docs/signatures.md)"
                        .formatted(speed.id(), MIN_MB_PER_SECOND, speed.megabytesPerSecond()));
            }
        }
        require(problems);
        return new Compiled(databases, speeds);
    }

    private static void lint(Signature signature, List<String> problems) {
        if (signature.match().isEmpty()) {
            problems.add(signature.id() + ": match must hold 1 sample or more, was empty");
        }
        if (signature.nomatch().isEmpty()) {
            problems.add(signature.id() + ": nomatch must hold 1 sample or more, was empty");
        }
        var longest = longestRepeat(signature);
        if (longest > MAX_REPEAT) {
            problems.add(signature.id() + ": pattern must repeat nothing more than " + MAX_REPEAT + " times, was "
                    + longest + "; without an upper bound it costs less");
            return;
        }
        lintStrings(signature, problems);
        DatabaseFiles.refusal(signature)
                .ifPresent(reason -> problems.add(
                        signature.id() + ": pattern must be one that the engine takes, was refused: " + reason));
    }

    private static int longestRepeat(Signature signature) {
        return REPEAT.matcher(signature.pattern())
                .results()
                .mapToInt(repeat -> Integer.parseInt(repeat.group(1)))
                .max()
                .orElse(0);
    }

    /* What reads bodies reads the strings in them, from the same database, and strings too short to match are left out. */
    private static void lintStrings(Signature signature, List<String> problems) {
        var fields = signature.fields();
        if (fields.contains(Field.HTTP_BODY) != fields.contains(Field.GRPC_STRING)
                || fields.contains(Field.HTTP_RESPONSE_BODY) != fields.contains(Field.GRPC_RESPONSE_STRING)) {
            problems.add(signature.id()
                    + ": fields must name http.body and grpc.string together, and http.response.body and "
                    + "grpc.response.string, was "
                    + fields.stream().sorted().map(Field::id).collect(Collectors.joining(", ")));
        }
        var width = DatabaseFiles.minimumWidth(signature).orElse(0);
        if (fields.contains(Field.GRPC_STRING) || fields.contains(Field.GRPC_RESPONSE_STRING)) {
            if (width < Signature.MIN_STRING_MATCH) {
                problems.add(signature.id() + ": pattern must match " + Signature.MIN_STRING_MATCH
                        + " bytes or more, was " + width);
            }
        }
    }

    private static List<Speed> speeds(List<Signature> signatures) {
        if (signatures.isEmpty()) {
            return List.of();
        }
        try (var speedometer = new Speedometer()) {
            return signatures.stream()
                    .map(signature -> new Speed(signature.id(), speedometer.speed(signature, MIN_MB_PER_SECOND)))
                    .toList();
        }
    }

    private static void require(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new CatalogueException(problems);
        }
    }

    private static void write(SequencedMap<String, String> files, Compiled compiled, Path output) throws IOException {
        var catalogue = Files.createDirectories(output.resolve(Catalogue.FOLDER.substring(1)));
        for (var file : files.entrySet()) {
            Files.writeString(catalogue.resolve(file.getKey()), file.getValue());
        }
        Files.writeString(
                catalogue.resolve(Catalogue.INDEX), files.isEmpty() ? "" : String.join("\n", files.keySet()) + "\n");
        var folder = Files.createDirectories(output.resolve(DatabaseSource.FOLDER.substring(1)));
        try (var old = Files.newDirectoryStream(folder)) {
            for (var file : old) {
                Files.delete(file);
            }
        }
        var databases = new TreeMap<>(compiled.databases());
        EngineSelfTest.signatures().forEach(one -> databases.putAll(DatabaseFiles.compile(List.of(one))));
        for (var database : databases.entrySet()) {
            Files.write(folder.resolve(database.getKey()), database.getValue());
        }
    }
}
