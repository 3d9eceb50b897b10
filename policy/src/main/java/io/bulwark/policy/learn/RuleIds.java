package io.bulwark.policy.learn;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Makes ids of rules from what the rules are for, each another one. */
final class RuleIds {
    private static final int MAX = 48;

    private final Set<String> ids = new HashSet<>();

    String of(String protocol, String resource) {
        var words = new StringBuilder(protocol).append('-');
        for (char c : resource.toLowerCase(Locale.ROOT).toCharArray()) {
            boolean kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (kept) {
                words.append(c);
            } else if (words.charAt(words.length() - 1) != '-') {
                words.append('-');
            }
            if (words.length() >= MAX) {
                break;
            }
        }
        var base = words.toString().replaceAll("-+$", "");
        var id = base;
        for (int n = 2; !ids.add(id); n++) {
            id = base + "-" + n;
        }
        return id;
    }
}
