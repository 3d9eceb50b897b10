package io.bulwark.policy.proof;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.FormEncoding;
import io.bulwark.policy.SegmentType;
import io.bulwark.policy.proof.RecordedCall.Part;
import io.bulwark.policy.proof.RecordedCall.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls for a log that others may read: what peers have sent keeps its shape and loses its content. */
public final class Redaction {
    /* Rules ask for the type, the length and the characters of a value. So each digit becomes a 1, each letter an a or an A, and the rest
     * stays: the same rules allow the value as before. Only lists of values are another matter, and they are known: what an allowlist
     * would list may be shown. Of resources, pieces that look like keys to something are hidden the same way. */

    private static final int SECRET_LENGTH = 20;

    private Redaction() {}

    /**
     * A call with its values hidden.
     *
     * @param listed values that may be shown, by the decoded name of their parameter
     */
    public static RecordedCall of(RecordedCall call, Map<String, Set<String>> listed) {
        Map<Attribute, Text> attributes = new EnumMap<>(Attribute.class);
        call.attributes()
                .forEach((attribute, value) ->
                        attributes.put(attribute, attribute == Attribute.QUERY ? query(value, listed) : value));
        return new RecordedCall(
                call.side(),
                call.peer(),
                call.port(),
                call.protocol(),
                call.parts().stream()
                        .map(part -> new Part(part.verb(), resource(call.protocol(), part.resource())))
                        .toList(),
                attributes,
                call.headers(),
                call.count());
    }

    private static Text resource(String protocol, Text resource) {
        var separator = General.separator(protocol);
        if (separator.isEmpty()) {
            return resource;
        }
        List<byte[]> pieces = split(resource.bytes(), separator.charAt(0));
        return join(
                pieces.stream()
                        .map(piece -> isSecret(piece) ? shape(piece) : piece)
                        .toList(),
                separator.charAt(0));
    }

    /** Whether a piece is long and has digits, as keys and tokens do. */
    private static boolean isSecret(byte[] piece) {
        boolean digits = false;
        for (byte next : piece) {
            digits |= next >= '0' && next <= '9';
        }
        return digits && piece.length >= SECRET_LENGTH && SegmentType.of(new Text(piece)) != SegmentType.DATE;
    }

    private static Text query(Text query, Map<String, Set<String>> listed) {
        List<byte[]> pairs = new ArrayList<>();
        for (var pair : split(query.bytes(), '&')) {
            pairs.add(pair(pair, listed));
        }
        return join(pairs, '&');
    }

    private static byte[] pair(byte[] pair, Map<String, Set<String>> listed) {
        int equals = 0;
        while (equals < pair.length && pair[equals] != '=') {
            equals++;
        }
        if (equals == pair.length) {
            return pair;
        }
        var text = new String(pair, StandardCharsets.ISO_8859_1);
        var known = listed.getOrDefault(FormEncoding.decode(text.substring(0, equals)), Set.of());
        if (known.contains(FormEncoding.decode(text.substring(equals + 1)))) {
            return pair;
        }
        var shaped = shape(pair);
        System.arraycopy(pair, 0, shaped, 0, equals);
        return shaped;
    }

    /** Bytes of the same kinds in the same places; percent codes stay percent codes, of a letter if they were of a letter or digit. */
    private static byte[] shape(byte[] bytes) {
        var shaped = bytes.clone();
        for (int i = 0; i < shaped.length; i++) {
            if (shaped[i] == '%' && i + 2 < shaped.length && isHex(shaped[i + 1]) && isHex(shaped[i + 2])) {
                int coded = Integer.parseInt(new String(bytes, i + 1, 2, StandardCharsets.ISO_8859_1), 16);
                if (shape(coded) != coded) {
                    shaped[i + 1] = '6';
                    shaped[i + 2] = '1';
                }
                i += 2;
            } else {
                shaped[i] = (byte) shape(shaped[i]);
            }
        }
        return shaped;
    }

    private static int shape(int next) {
        if (next >= '0' && next <= '9') {
            return '1';
        }
        if (next >= 'a' && next <= 'z') {
            return next <= 'f' ? 'a' : 'z';
        }
        if (next == 'T') {
            return next;
        }
        if (next >= 'A' && next <= 'Z') {
            return next <= 'F' ? 'A' : 'Z';
        }
        return next < 0 || next > 0x7F ? 'z' : next;
    }

    private static boolean isHex(byte next) {
        return Character.digit(next, 16) >= 0;
    }

    private static List<byte[]> split(byte[] bytes, char separator) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= bytes.length; at++) {
            if (at == bytes.length || bytes[at] == separator) {
                pieces.add(Arrays.copyOfRange(bytes, from, at));
                from = at + 1;
            }
        }
        return pieces;
    }

    private static Text join(List<byte[]> pieces, char separator) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.size(); i++) {
            if (i > 0) {
                out.write(separator);
            }
            out.writeBytes(pieces.get(i));
        }
        return new Text(out.toByteArray());
    }
}
