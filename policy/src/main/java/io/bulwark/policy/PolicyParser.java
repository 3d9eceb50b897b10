package io.bulwark.policy;

import io.bulwark.policy.yaml.YamlNode;
import io.bulwark.policy.yaml.YamlParse;
import io.bulwark.policy.yaml.YamlReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads policy files. */
public final class PolicyParser {

    /** The largest file that is read. */
    public static final int MAX_BYTES = 4 * 1_048_576;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Problems problems = new Problems();
    private final NamedFiles files;
    private Optional<InspectionPolicy> inspection = Optional.empty();
    private GrpcTypes types = GrpcTypes.none();
    private Optional<ServiceAllowlist> allowlist = Optional.empty();
    private Optional<PeerIdentities> identities = Optional.empty();

    private PolicyParser(NamedFiles files) {
        this.files = files;
    }

    /** Reads a file that names no other files; never throws, whatever is in it. */
    public static PolicyParse parse(byte[] yaml) {
        return parse(yaml, NamedFiles.none());
    }

    /**
     * Reads a file and the files that it names; never throws, whatever is in them.
     *
     * @param files asked at most once for each name
     */
    public static PolicyParse parse(byte[] yaml, NamedFiles files) {
        return new PolicyParser(files).read(yaml);
    }

    private PolicyParse read(byte[] yaml) {
        if (yaml.length > MAX_BYTES) {
            problems.error(0, "", "file must be at most " + MAX_BYTES + " bytes long, was " + yaml.length);
        } else {
            decode(yaml).ifPresent(this::readText);
        }
        if (problems.hasErrors()) {
            return new PolicyParse.Rejected(problems.errors());
        }
        var policy = inspection.orElseGet(() -> InspectionPolicy.defaults(unlessTold()));
        warnOfGap(policy);
        warnOfUnknownPeers();
        return new PolicyParse.Parsed(new PolicySnapshot(policy, allowlist, identities, types), problems.warnings());
    }

    /** An enforced allowlist is only as good as the inspection below it: what cannot be read must not go past it. */
    private Mode unlessTold() {
        boolean enforced = allowlist.filter(PolicyParser::enforces).isPresent();
        return enforced ? Mode.ENFORCE : Mode.MONITOR;
    }

    private Optional<String> decode(byte[] yaml) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(yaml))
                    .toString());
        } catch (CharacterCodingException _) {
            problems.error(0, "", "file must be UTF-8");
            return Optional.empty();
        }
    }

    private void readText(String yaml) {
        switch (YamlReader.read(yaml)) {
            case YamlParse.Fault(var line, var why) -> problems.error(line, "", "file " + why);
            case YamlParse.Documents(var roots) -> {
                if (roots.isEmpty()) {
                    problems.error(0, "", "file must hold at least one document, held none");
                }
                roots.forEach(this::document);
            }
        }
    }

    private void document(YamlNode root) {
        if (!(root instanceof YamlNode.Mapping)) {
            problems.error(root.line(), "", "document must be a mapping, was " + Fields.shown(root));
            return;
        }
        var fields = Fields.of(root, "", problems);
        fields.text("apiVersion", DocumentWriter.API_VERSION::equals, DocumentWriter.API_VERSION);
        var kinds = List.of(ServiceAllowlist.KIND, InspectionPolicy.KIND, PeerIdentities.KIND);
        var kind = fields.text("kind", kinds::contains, "one of " + String.join(", ", kinds));
        var metadata = metadata(fields.required("metadata"));
        var spec = fields.required("spec");
        kind.ifPresent(known -> spec(known, metadata, spec));
        fields.end();
    }

    private void spec(String kind, Metadata metadata, Fields spec) {
        if (kind.equals(ServiceAllowlist.KIND)) {
            once(allowlist.isPresent(), kind, spec);
            allowlist = Optional.of(AllowlistReader.read(metadata, spec));
        } else if (kind.equals(PeerIdentities.KIND)) {
            once(identities.isPresent(), kind, spec);
            identities = Optional.of(IdentitiesReader.read(metadata, spec));
        } else {
            once(inspection.isPresent(), kind, spec);
            var read = InspectionReader.read(metadata, spec, files);
            inspection = Optional.of(read.document());
            types = read.types();
        }
        spec.end();
    }

    private void once(boolean again, String kind, Fields spec) {
        if (again) {
            problems.error(spec.line(), "kind", "must differ between the documents of a file, was " + kind + " again");
        }
    }

    private static Metadata metadata(Fields fields) {
        var name = fields.text(
                "name", text -> NAME.matcher(text).matches(), "1..253 lower-case letters, digits, \"-\" and \".\"");
        var namespace = fields.node("namespace").isEmpty()
                ? Optional.of("")
                : fields.text(
                        "namespace",
                        text -> NAMESPACE.matcher(text).matches(),
                        "1..63 lower-case letters, digits and \"-\"");
        fields.end();
        return new Metadata(name.orElse(""), namespace.orElse(""));
    }

    /** Requests that cannot be read cannot be compared with an allowlist; whoever enforces one should know. */
    private void warnOfGap(InspectionPolicy policy) {
        var enforced = allowlist.filter(PolicyParser::enforces).isPresent();
        if (enforced && policy.mode() == Mode.MONITOR) {
            problems.warning(
                    0,
                    "",
                    "the ServiceAllowlist is enforced but inspection only monitors,"
                            + " so traffic that cannot be read goes past the allowlist");
        }
    }

    private void warnOfUnknownPeers() {
        if (identities.isPresent()) {
            warnOfUnnamedPeers(identities.get());
            return;
        }
        boolean named = allowlist.stream()
                .flatMap(document -> Stream.of(document.ingress(), document.egress()))
                .flatMap(side -> Stream.concat(side.allow().stream(), side.deny().stream()))
                .flatMap(rule -> rule.peers().stream())
                .anyMatch(peer -> !(peer instanceof Cidr));
        if (named) {
            problems.warning(
                    0,
                    "",
                    "rules name peers by more than their address, but the file holds no " + PeerIdentities.KIND
                            + ", so only those fit whom somebody else knows");
        }
    }

    /** Who is in no entry of the identities, is nobody as far as the file knows. */
    private void warnOfUnnamedPeers(PeerIdentities known) {
        allowlist.stream()
                .flatMap(document -> Stream.of(document.ingress(), document.egress()))
                .flatMap(side -> Stream.concat(side.allow().stream(), side.deny().stream()))
                .forEach(rule -> rule.peers().stream()
                        .filter(pattern -> !(pattern instanceof Cidr))
                        .filter(pattern -> known.peers().stream()
                                .noneMatch(peer ->
                                        PeerAdmission.fits(pattern, new Peer(new FlowPeer.Odd(), peer.identity()))))
                        .forEach(pattern -> problems.warning(
                                0,
                                "",
                                "rule " + rule.id() + " names a peer that no entry of " + PeerIdentities.KIND
                                        + " fits, so only somebody else can know it: " + PeerWriter.text(pattern))));
    }

    private static boolean enforces(ServiceAllowlist document) {
        return Stream.of(document.ingress(), document.egress())
                .anyMatch(side -> side.saysAnything() && side.mode() == Mode.ENFORCE);
    }
}
