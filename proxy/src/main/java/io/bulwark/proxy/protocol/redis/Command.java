package io.bulwark.proxy.protocol.redis;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import io.bulwark.proxy.stream.ByteView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The command at hand as policy speaks of it, one part for each key. Used again for each command. */
final class Command implements Operation {
    /*
     * Its text is the command as one would write it: the name in capitals, then the arguments, a blank between them, with
     * credentials left out. Verb and keys are windows of this text, so that nothing is copied twice.
     *
     * A command that outgrows the text is read in sections: from then on the text is the verb and those keys that nobody has
     * ruled on yet.
     */
    static final int MAX_KEYS = 512;

    private static final int FIRST_KEYS = 4;
    private static final int MAX_WORD = 32;

    private final NativeText text = new NativeText();
    private final Session session;
    private final KeyFinder keyFinder = new KeyFinder();
    private final SecretFinder secretFinder = new SecretFinder();
    private final ByteView verbView = new ByteView();
    private final ByteView resourceView = new ByteView();
    private final ByteView shown = new ByteView();
    private int[] keyFrom = new int[FIRST_KEYS];
    private int[] keyTo = new int[FIRST_KEYS];
    private int keys;
    private CommandSpec spec = CommandSpec.UNKNOWN;
    private int arguments;
    private int verbLength;
    private boolean verbKnown;
    private boolean hadKeys;
    private boolean complete;
    private int from;
    private @Nullable Bytes user;

    Command(Session session) {
        this.session = session;
    }

    /** A command of so many arguments begins, its name included. */
    void begin(int count) {
        text.clear();
        arguments = count;
        keys = 0;
        verbLength = 0;
        verbKnown = false;
        hadKeys = false;
        complete = false;
        user = null;
        spec = CommandSpec.UNKNOWN;
    }

    /** An argument begins, which is added to the text. */
    void startArgument(int index) {
        if (index > 0) {
            text.append((byte) ' ');
        }
        from = text.length();
    }

    /** The argument that began last is in the text. */
    void endArgument(int index) {
        if (!verbKnown) {
            name(index);
            return;
        }
        var argument = text.show(shown, from, text.length());
        if (keyFinder.isKey(index) && !(argument.length() == 0 && spec.secrets() == SecretFinder.Syntax.MIGRATE)) {
            addKey();
        }
        keyFinder.observe(index, argument);
        if (!secretFinder.hasNone()) {
            credential(index, argument);
        }
    }

    private void credential(int index, ByteView argument) {
        if (secretFinder.isSecret(index, argument)) {
            text.cutTo(from);
            text.append((byte) '*');
        } else if (secretFinder.isUser(index)) {
            user = Word.copy(argument);
        }
    }

    private void name(int index) {
        for (var at = from; at < text.length(); at++) {
            text.set(at, Letters.upper(text.get(at)));
        }
        var name = text.show(shown, 0, text.length());
        var found = CommandTable.find(name);
        if (index == 0) {
            spec = found;
            verbLength = text.length();
            verbKnown = arguments == 1 || !found.isContainer();
        } else {
            verbKnown = true;
            if (found != CommandSpec.UNKNOWN || isWord()) {
                spec = found;
                verbLength = text.length();
            }
        }
        if (verbKnown) {
            keyFinder.begin(spec, arguments);
            secretFinder.begin(spec, arguments);
        }
    }

    private boolean isWord() {
        for (var at = from; at < text.length(); at++) {
            var letter = text.get(at);
            if (letter != '-' && letter != '_' && (letter < 'A' || letter > 'Z')) {
                return false;
            }
        }
        return text.length() > from && text.length() - from <= MAX_WORD;
    }

    private void addKey() {
        if (keys == keyFrom.length) {
            keyFrom = Arrays.copyOf(keyFrom, 2 * keys);
            keyTo = Arrays.copyOf(keyTo, 2 * keys);
        }
        keyFrom[keys] = from;
        keyTo[keys++] = text.length();
        hadKeys = true;
    }

    /** Whether the name, and that of a sub-command if there is one, was read. */
    boolean verbKnown() {
        return verbKnown;
    }

    /** The name of a sub-command is too long to be one. */
    void endVerb() {
        verbKnown = true;
        keyFinder.begin(spec, arguments);
        secretFinder.begin(spec, arguments);
    }

    /** Whether the argument that is about to begin is a key. */
    boolean keyNext(int index) {
        return keyFinder.isKey(index);
    }

    /** An argument went by that was too long for the text. */
    void skipArgument(int index) {
        keyFinder.observe(index, CommandSpec.UNKNOWN);
    }

    boolean mayHaveSecrets() {
        return !secretFinder.hasNone();
    }

    /** Keeps only what is needed to rule: the verb, and no key so far. */
    void keepVerb() {
        keys = 0;
        text.cutTo(verbLength);
    }

    /** Whether the argument that ended last is a key that was not ruled on yet. */
    boolean endedWithKey() {
        return keys > 0 && keyFrom[keys - 1] == from;
    }

    /** The argument that ended last and the blank before it, without what is secret; good until the next change. */
    ByteView argument() {
        return text.show(shown, from - 1, text.length());
    }

    /** The whole text; good until the next change. */
    ByteView line() {
        return text.show(shown, 0, text.length());
    }

    /** Forgets the argument that ended last. */
    void dropArgument() {
        text.cutTo(from - 1);
    }

    CommandSpec spec() {
        return spec;
    }

    /** The name that the client wants to log in under; null if it names none. */
    @Nullable
    Bytes login() {
        return user;
    }

    /** Whether the first letter behind the verb is this one, in any case. */
    boolean goesOnWith(byte[] upper) {
        return Letters.startsWith(text.show(shown, Math.min(verbLength + 1, text.length()), text.length()), upper);
    }

    int arguments() {
        return arguments;
    }

    /** Whether the text takes one more argument of this length. */
    boolean hasRoomFor(long length) {
        return length < text.room() && keys < MAX_KEYS;
    }

    void append(ByteView piece) {
        text.append(piece);
    }

    /** All of the command was read. */
    void complete() {
        complete = true;
    }

    @Override
    public String protocol() {
        return RedisProtocol.NAME;
    }

    /** The keys that nobody has ruled on yet; none as long as more of the command is to come and no such key is known. */
    @Override
    public int parts() {
        return keys == 0 && complete && !hadKeys ? 1 : keys;
    }

    @Override
    public Bytes verb() {
        return text.show(verbView, 0, verbLength);
    }

    @Override
    public Bytes resource() {
        return resource(0);
    }

    @Override
    public Bytes resource(int part) {
        return keys == 0 ? text.show(resourceView, 0, 0) : text.show(resourceView, keyFrom[part], keyTo[part]);
    }

    @Override
    public @Nullable Bytes attribute(Attribute attribute) {
        return switch (attribute) {
            case USER -> session.user();
            case HOST, CONTENT_TYPE, QUERY, BODY, SCHEMA, DIGEST -> null;
        };
    }
}
