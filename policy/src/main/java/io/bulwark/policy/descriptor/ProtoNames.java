package io.bulwark.policy.descriptor;

import java.util.regex.Pattern;

/** The grammar of the names that Protocol Buffers give to packages, messages, fields, services and methods. */
public final class ProtoNames {

    /** The longest full name, such as {@code orders.v1.Order.card_number}, in characters. */
    public static final int MAX_FULL = 512;

    /** The longest simple name, such as {@code Place}, in characters. */
    public static final int MAX_SIMPLE = 128;

    private static final Pattern FULL = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+(?:\\.[A-Za-z_][A-Za-z0-9_]*+)*+");
    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+");

    private static final int MAX_SHOWN = 128;

    private ProtoNames() {}

    /** Whether the text is a full name: one or more simple names joined by dots, without a dot in front. */
    public static boolean isFull(String text) {
        return text.length() <= MAX_FULL && FULL.matcher(text).matches();
    }

    /** Whether the text is a simple name: letters, digits and underscores, no digit in front. */
    public static boolean isSimple(String text) {
        return text.length() <= MAX_SIMPLE && SIMPLE.matcher(text).matches();
    }

    /** A name as messages show it, cut off when it is long. */
    public static String shown(String name) {
        return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN - 3) + "...";
    }
}
