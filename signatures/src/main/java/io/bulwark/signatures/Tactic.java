package io.bulwark.signatures;

import java.util.regex.Pattern;

/** The place of an attack in the kill chain, and its MITRE ATT&amp;CK technique. */
public record Tactic(String stage, String attack) {
    private static final Pattern STAGE = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern ATTACK = Pattern.compile("T\\d{4}(\\.\\d{3})?");

    public Tactic {
        if (!STAGE.matcher(stage).matches()) {
            throw new IllegalArgumentException("tactic.stage must be kebab-case words, was '" + stage + "'");
        }
        if (!ATTACK.matcher(attack).matches()) {
            throw new IllegalArgumentException("tactic.attack must look like T1190 or T1059.004, was '" + attack + "'");
        }
    }
}
