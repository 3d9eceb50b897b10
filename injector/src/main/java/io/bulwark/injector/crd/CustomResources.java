package io.bulwark.injector.crd;

import io.bulwark.policy.InspectionPolicy;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.Shapes;
import io.bulwark.policy.schema.Shape;
import io.bulwark.policy.schema.Shape.Field;
import io.bulwark.policy.schema.Shape.Mapping;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The custom resources of the API group {@code bulwark.io}. */
public enum CustomResources {
    SERVICE_ALLOWLIST(
            ServiceAllowlist.KIND,
            "serviceallowlists",
            "sal",
            "Who may ask what of a service, and what the service may ask of others.",
            Shapes.serviceAllowlist(CustomResources.MAX_RULES),
            Status.allowlist(),
            List.of(
                    new Column("Mode", "string", ".spec.mode"),
                    new Column("Reached", "string", ".status.mode"),
                    new Column("Rules", "integer", ".status.rules"),
                    new Column("Readiness", "string", ".status.readiness"),
                    new Column("Blocked 24h", "integer", ".status.blockedLastDay"),
                    new Column("Pods", "integer", ".status.pods.total"),
                    new Column("Acked", "integer", ".status.pods.acked"))),
    INSPECTION_POLICY(
            InspectionPolicy.KIND,
            "inspectionpolicies",
            "ipol",
            "What inspection does with findings and with trouble. One with the name default holds for its namespace, and the one in"
                    + " Bulwark's own namespace for the cluster.",
            Shapes.inspectionPolicy(),
            Status.inspection(),
            List.of(
                    new Column("Mode", "string", ".spec.mode"),
                    new Column("Pods", "integer", ".status.pods.total"),
                    new Column("Acked", "integer", ".status.pods.acked"))),
    LEARNED_PROFILE(
            "LearnedProfile",
            "learnedprofiles",
            "lprof",
            "What was seen of a service. Written by the control plane only.",
            new Shape.Opaque(),
            Status.profile(),
            List.of(
                    new Column("Phase", "string", ".status.phase"),
                    new Column("Mode", "string", ".status.mode"),
                    new Column("Calls", "integer", ".status.calls"),
                    new Column("Rules", "integer", ".status.rules"),
                    new Column("Unseen", "number", ".status.unseenAtMost")));

    /** The API group of all of them. */
    public static final String GROUP = "bulwark.io";

    /** The one version that there is. */
    public static final String VERSION = "v1alpha1";

    /** The most rules of one list. A file has no such bound; an object of the API server must end somewhere. */
    public static final int MAX_RULES = 512;

    private final String kind;
    private final String plural;
    private final String shortName;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // shapes and lists of records do not change
    private final Shape spec;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Mapping status;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Column> columns;

    CustomResources(
            String kind,
            String plural,
            String shortName,
            String meaning,
            Shape spec,
            Mapping status,
            List<Column> columns) {
        this.kind = kind;
        this.plural = plural;
        this.shortName = shortName;
        this.meaning = meaning;
        this.spec = spec;
        this.status = status;
        this.columns = List.copyOf(columns);
    }

    /** A column of {@code kubectl get}. */
    private record Column(String name, String type, String path) {}

    public String kind() {
        return kind;
    }

    /** The name of the resource in URLs. */
    public String plural() {
        return plural;
    }

    public Shape spec() {
        return spec;
    }

    /** The name of the definition. */
    public String definitionName() {
        return plural + "." + GROUP;
    }

    /** The definition as the API server takes it. */
    public ObjectNode definition() {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
        var metadata = root.putObject("metadata").put("name", definitionName());
        metadata.putObject("labels").put("app.kubernetes.io/part-of", "bulwark");
        var definition = root.putObject("spec").put("group", GROUP).put("scope", "Namespaced");
        var names = definition.putObject("names");
        names.put("kind", kind).put("listKind", kind + "List").put("plural", plural);
        names.put("singular", kind.toLowerCase(Locale.ROOT));
        names.putArray("shortNames").add(shortName);
        names.putArray("categories").add("bulwark");
        var version = definition.putArray("versions").addObject();
        version.put("name", VERSION).put("served", true).put("storage", true);
        version.putObject("subresources").putObject("status");
        var printed = version.putArray("additionalPrinterColumns");
        columns.forEach(column -> printed.addObject()
                .put("name", column.name())
                .put("type", column.type())
                .put("jsonPath", column.path()));
        printed.addObject().put("name", "Age").put("type", "date").put("jsonPath", ".metadata.creationTimestamp");
        version.putObject("schema").set("openAPIV3Schema", schema());
        return root;
    }

    /** The schema of the whole object. */
    private ObjectNode schema() {
        var whole = Mapping.of(
                Field.of("apiVersion", Shape.Text.of(1, 64), "The version of this form."),
                Field.of("kind", Shape.Text.of(1, 64), "What it is."),
                Field.of("metadata", Mapping.of(), "The object's name and what Kubernetes knows of it."),
                Field.of("spec", spec, "What is wanted.").must(),
                Field.of("status", status, "What the control plane says of it."));
        var schema = StructuralSchema.of(whole).put("description", meaning);
        var properties = (ObjectNode) schema.path("properties");
        for (var plain : List.of("apiVersion", "kind")) {
            ((ObjectNode) properties.path(plain)).remove(List.of("minLength", "maxLength"));
        }
        // The API server takes nothing else here.
        ((ObjectNode) properties.path("metadata")).retain("type");
        if (schema.at("/properties/spec/properties/mode") instanceof ObjectNode mode) {
            // So that every object shows its mode in a list.
            mode.put("default", "Enforce");
        }
        return schema;
    }

    /** All definitions as one YAML file. */
    public static String yaml() {
        var yaml = YAMLMapper.builder()
                .disable(YAMLWriteFeature.SPLIT_LINES)
                .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                .build();
        return List.of(values()).stream()
                .map(resource -> yaml.writeValueAsString(resource.definition()))
                .collect(Collectors.joining(
                        "", "# Made of the forms that the proxy reads; see docs/custom-resources.md.\n", ""));
    }
}
