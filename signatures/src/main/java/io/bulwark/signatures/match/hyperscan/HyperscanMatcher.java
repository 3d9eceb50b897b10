package io.bulwark.signatures.match.hyperscan;

import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.Scanner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Signatures compiled by Hyperscan: one database for each field and mode, shared where the patterns are the same. */
public final class HyperscanMatcher implements Matcher {
    /** What making a matcher gives. */
    public sealed interface Made {
        record Ready(HyperscanMatcher matcher) implements Made {}

        /** The engine refuses a pattern; the reason names the signature. */
        record Refused(String reason) implements Made {}
    }

    private final List<Signature> signatures;
    private final Platform platform;
    private final int[] widths;
    private final List<Database> databases = new ArrayList<>();
    private final Map<Field, FieldDatabase> blocks = new EnumMap<>(Field.class);
    private final Map<Field, FieldDatabase> streams = new EnumMap<>(Field.class);
    private int compiledHere;

    /* The matcher itself and each open scanner count as one user; the last to leave frees the databases. */
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    private HyperscanMatcher(List<Signature> signatures, Platform platform, int[] widths) {
        this.signatures = List.copyOf(signatures);
        this.platform = platform;
        this.widths = widths;
    }

    /** Takes the databases that the build compiled for this machine, and compiles those that it has not. */
    public static Made make(Collection<Signature> signatures, DatabaseSource source) {
        return make(signatures, source, Platform.ofThisMachine());
    }

    static Made make(Collection<Signature> signatures, DatabaseSource source, Platform platform) {
        var list = List.copyOf(signatures);
        var matcher = new HyperscanMatcher(list, platform, widths(list));
        var loaded = new HashMap<DatabaseKey, Database>();
        for (var field : Field.values()) {
            for (var mode : modes(field)) {
                var refused = matcher.add(field, mode, loaded, source);
                if (!refused.isEmpty()) {
                    matcher.close();
                    return new Made.Refused(refused);
                }
            }
        }
        return new Made.Ready(matcher);
    }

    /** The modes in which a field is matched. */
    static List<Mode> modes(Field field) {
        return field.mayStream() ? List.of(Mode.BLOCK, Mode.STREAM) : List.of(Mode.BLOCK);
    }

    /** The key of the database that reads this field in this mode. */
    static DatabaseKey key(List<Signature> readers, Platform platform, Mode mode) {
        return new DatabaseKey(
                HyperscanDatabases.version(),
                platform,
                mode,
                readers.stream().map(Expression::of).toList());
    }

    /* Only a threshold asks for the width; asking the engine for each would cost start-up time. */
    private static int[] widths(List<Signature> signatures) {
        return signatures.stream()
                .mapToInt(signature -> signature.threshold() == 1 ? 1 : width(signature))
                .toArray();
    }

    private static int width(Signature signature) {
        return switch (Database.minimumWidth(Expression.of(signature))) {
            case Database.Width.AtLeast(var bytes) -> Math.max(1, bytes);
            case Database.Width.Unknown _ -> 1;
        };
    }

    /* Returns why the field can't be matched; empty when it can. */
    private String add(Field field, Mode mode, Map<DatabaseKey, Database> loaded, DatabaseSource source) {
        var readers = new ArrayList<Signature>();
        var indexes = new ArrayList<Integer>();
        for (int i = 0; i < signatures.size(); i++) {
            if (signatures.get(i).fields().contains(field)) {
                readers.add(signatures.get(i));
                indexes.add(i);
            }
        }
        var database = FieldDatabase.NONE;
        if (!readers.isEmpty()) {
            var key = key(readers, platform, mode);
            var known = loaded.get(key);
            if (known == null) {
                switch (obtain(key, source)) {
                    case Database.Compiled.Refused(var index, var reason) -> {
                        return (index < 0 ? "" : readers.get(index).id() + ": ") + reason;
                    }
                    case Database.Compiled.Done(var made) -> known = made;
                }
                loaded.put(key, known);
                databases.add(known);
            }
            database = new FieldDatabase(
                    known, indexes.stream().mapToInt(Integer::intValue).toArray());
        }
        (mode == Mode.BLOCK ? blocks : streams).put(field, database);
        return "";
    }

    private Database.Compiled obtain(DatabaseKey key, DatabaseSource source) {
        var loaded = source.find(key.fileName()).flatMap(bytes -> Database.load(bytes, key.mode()));
        if (loaded.isPresent()) {
            return new Database.Compiled.Done(loaded.get());
        }
        compiledHere++;
        return Database.compile(key);
    }

    @Override
    public List<Signature> signatures() {
        return signatures;
    }

    @Override
    public Scanner newScanner() {
        if (closed.get() || users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException("the matcher is closed");
        }
        return new HyperscanScanner(this);
    }

    @Override
    public boolean reads(Field field) {
        return !block(field).isNone();
    }

    @Override
    public int minimumWidth(int signatureIndex) {
        return widths[signatureIndex];
    }

    @Override
    public long nativeBytes() {
        return databases.stream().mapToLong(Database::bytes).sum();
    }

    @Override
    public String engine() {
        return "Hyperscan " + HyperscanDatabases.version() + " "
                + platform.name().toLowerCase(Locale.ROOT);
    }

    /** How many databases had to be compiled in the process, because none that fits was shipped. */
    public int compiledHere() {
        return compiledHere;
    }

    List<Database> databases() {
        return List.copyOf(databases);
    }

    FieldDatabase block(Field field) {
        return blocks.getOrDefault(field, FieldDatabase.NONE);
    }

    FieldDatabase stream(Field field) {
        return streams.getOrDefault(field, FieldDatabase.NONE);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    /** A scanner is closed. */
    void release() {
        if (users.decrementAndGet() == 0) {
            databases.forEach(Database::free);
        }
    }
}
