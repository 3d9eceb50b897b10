package io.bulwark.policy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What variables of templates must fit besides their types, by their names. */
final class PathVariables {

    private PathVariables() {}

    /** Those of some patterns that are templates. */
    static List<Templated> templates(List<?> patterns) {
        return patterns.stream()
                .filter(Templated.class::isInstance)
                .map(Templated.class::cast)
                .toList();
    }

    /** The names of the variables that have one of their own: a type alone is none. */
    static NavigableSet<String> names(List<String> segments) {
        NavigableSet<String> names = new TreeSet<>();
        for (var segment : segments) {
            if (PathSyntax.isVariable(segment) && !PathSyntax.isTypeAlone(segment)) {
                names.add(PathSyntax.nameOf(segment));
            }
        }
        return names;
    }

    /** The conditions of a template as it keeps them: those that ask for nothing are left out. */
    static NavigableMap<String, ValuePattern> kept(List<String> segments, Map<String, ValuePattern> variables) {
        var names = names(segments);
        var kept = new TreeMap<String, ValuePattern>();
        variables.forEach((name, pattern) -> {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "variables must be named in the template, was " + Printable.quoted(name));
            }
            if (pattern.type() != SegmentType.ANY || pattern.repeated()) {
                throw new IllegalArgumentException("a variable has its type in the template and stands there once");
            }
            if (!pattern.equals(ValuePattern.any())) {
                kept.put(name, pattern);
            }
        });
        return Collections.unmodifiableNavigableMap(kept);
    }

    /** Those of the conditions of an entry that are for variables of one of its templates. */
    static NavigableMap<String, ValuePattern> own(List<String> segments, NavigableMap<String, ValuePattern> entry) {
        var own = new TreeMap<>(entry);
        own.keySet().retainAll(names(segments));
        return own;
    }

    /**
     * The conditions of all templates of one entry, as documents have them: beside the templates.
     *
     * @throws IllegalArgumentException if two templates say something else of the same name
     */
    static NavigableMap<String, ValuePattern> together(List<Templated> templates) {
        var all = new TreeMap<String, ValuePattern>();
        for (var template : templates) {
            all.putAll(template.variables());
        }
        for (var template : templates) {
            for (var name : names(template.segments())) {
                var own = template.variables().get(name);
                boolean same = own == null ? !all.containsKey(name) : own.equals(all.get(name));
                if (!same) {
                    throw new IllegalArgumentException(
                            "the variable {" + name + "} must mean the same in all templates of an entry");
                }
            }
        }
        return all;
    }

    /** A template of whatever it is. */
    interface Templated {
        List<String> segments();

        NavigableMap<String, ValuePattern> variables();
    }
}
