package io.bulwark.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call for tests; made once, asked often. */
final class Call implements Operation {

    private final String protocol;
    private final List<Bytes> verbs;
    private final List<Bytes> resources;
    private final Map<Attribute, Bytes> attributes = new EnumMap<>(Attribute.class);
    private Set<String> headers = Set.of();

    private Call(String protocol, List<Bytes> verbs, List<Bytes> resources) {
        this.protocol = protocol;
        this.verbs = verbs;
        this.resources = resources;
    }

    static Call of(String protocol, String verb, String... resources) {
        var all = List.of(resources.length == 0 ? new String[] {""} : resources);
        return new Call(
                protocol,
                all.stream().map(_ -> Policies.bytes(verb)).toList(),
                all.stream().map(Policies::bytes).toList());
    }

    static Call http(String method, String path) {
        return of("http", method, path);
    }

    Call with(Attribute attribute, String value) {
        attributes.put(attribute, Policies.bytes(value));
        return this;
    }

    Call withHeaders(String... names) {
        headers = Set.of(names);
        return this;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public Bytes verb() {
        return verbs.getFirst();
    }

    @Override
    public Bytes resource() {
        return resources.getFirst();
    }

    @Override
    public int parts() {
        return verbs.size();
    }

    @Override
    public Bytes verb(int part) {
        return verbs.get(part);
    }

    @Override
    public Bytes resource(int part) {
        return resources.get(part);
    }

    @Override
    public @Nullable Bytes attribute(Attribute attribute) {
        return attributes.get(attribute);
    }

    @Override
    public boolean hasHeader(Bytes name) {
        return headers.contains(Printable.of(name, 200));
    }

    @Override
    public String toString() {
        var told = new StringBuilder(protocol);
        for (int part = 0; part < parts(); part++) {
            told.append(' ').append(Policies.text(verb(part))).append(' ').append(Policies.text(resource(part)));
        }
        attributes.forEach((attribute, value) ->
                told.append(' ').append(attribute).append('=').append(Policies.text(value)));
        return told.append(' ').append(headers).toString();
    }
}
