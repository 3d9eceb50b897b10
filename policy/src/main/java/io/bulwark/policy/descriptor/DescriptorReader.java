package io.bulwark.policy.descriptor;

import java.util.ArrayList;
import java.util.List;

/** Reads descriptor sets; one reader for all sets of a policy, whose limits hold for them together. */
public final class DescriptorReader {

    /* The numbers are those of google/protobuf/descriptor.proto. Only names, fields and methods are read: options, enums,
     * comments and source positions are passed over. Names of a file and of a message are looked for first, in a pass of
     * their own, because fields may come in any order. */

    /** The most {@code .proto} files. */
    public static final int MAX_FILES = 5_000;

    /** The most messages. */
    public static final int MAX_MESSAGES = 10_000;

    /** The most fields, extensions included. */
    public static final int MAX_FIELDS = 50_000;

    /** The most methods. */
    public static final int MAX_METHODS = 10_000;

    /** How deep messages may be declared inside messages. */
    public static final int MAX_DEPTH = 32;

    /** The highest number that a field may have. */
    public static final int MAX_NUMBER = 536_870_911;

    private static final int MAX_FILE_NAME = 1024;
    private static final int REPEATED = 3;

    private int files;
    private int messages;
    private int fields;
    private int methods;

    /** Reads a set; never throws, whatever is in it. */
    public DescriptorParse read(byte[] set) {
        var fault = new Fault();
        List<ProtoFile> described = new ArrayList<>();
        var in = WireReader.of(set, fault);
        while (in.next()) {
            if (in.number() == 1) {
                atMost(MAX_FILES, ++files, "files", fault);
                described.add(new FileReader(fault).file(in.message()));
            }
        }
        if (described.isEmpty()) {
            fault.tell("is no descriptor set: it describes nothing");
        }
        return fault.isTold() ? new DescriptorParse.Refused(fault.why()) : new DescriptorParse.Parsed(described);
    }

    private static void atMost(int max, int actual, String what, Fault fault) {
        if (actual > max) {
            fault.tell("is too large: descriptor sets may describe at most " + max + " " + what + " together");
        }
    }

    /** One file of a set, as it is read. */
    private final class FileReader {

        private final Fault fault;
        private final List<ProtoMessage> declared = new ArrayList<>();
        private final List<ProtoExtension> extensions = new ArrayList<>();
        private final List<ProtoMethod> calls = new ArrayList<>();

        FileReader(Fault fault) {
            this.fault = fault;
        }

        ProtoFile file(WireReader in) {
            var name = "";
            var scope = "";
            for (var first = in.again(); first.next(); ) {
                switch (first.number()) {
                    case 1 -> name = first.text();
                    case 2 -> scope = first.text();
                    default -> {}
                }
            }
            if (name.length() > MAX_FILE_NAME || (!scope.isEmpty() && !ProtoNames.isFull(scope))) {
                fault.tell("has a file or a package whose name is none");
            }
            while (in.next()) {
                switch (in.number()) {
                    case 4 -> message(in.message(), scope, 1);
                    case 6 -> service(in.message(), scope);
                    case 7 -> extension(in.message(), scope);
                    default -> {}
                }
            }
            return new ProtoFile(name, declared, extensions, calls);
        }

        private void message(WireReader in, String scope, int depth) {
            var name = "";
            for (var first = in.again(); first.next(); ) {
                name = first.number() == 1 ? first.text() : name;
            }
            var full = full(scope, name);
            atMost(MAX_MESSAGES, ++messages, "messages", fault);
            if (depth > MAX_DEPTH) {
                fault.tell("declares messages inside messages more than " + MAX_DEPTH + " deep");
            }
            List<ProtoField> own = new ArrayList<>();
            while (in.next()) {
                switch (in.number()) {
                    case 2 -> own.add(field(in.message(), full).field());
                    case 3 -> message(in.message(), full, depth + 1);
                    case 6 -> extension(in.message(), full);
                    default -> {}
                }
            }
            declared.add(new ProtoMessage(full, own));
        }

        private void extension(WireReader in, String scope) {
            extensions.add(field(in, scope));
        }

        /** A field, with the message that it extends if it extends one. */
        private ProtoExtension field(WireReader in, String scope) {
            var name = "";
            var extended = "";
            var typeName = "";
            long number = 0;
            long label = 0;
            long type = 0;
            while (in.next()) {
                switch (in.number()) {
                    case 1 -> name = in.text();
                    case 2 -> extended = typeName(in.text());
                    case 3 -> number = in.value();
                    case 4 -> label = in.value();
                    case 5 -> type = in.value();
                    case 6 -> typeName = typeName(in.text());
                    default -> {}
                }
            }
            var full = full(scope, name);
            atMost(MAX_FIELDS, ++fields, "fields", fault);
            if (number < 1 || number > MAX_NUMBER) {
                fault.tell("has a field " + full + " whose number is not 1.." + MAX_NUMBER);
            }
            var kind = kind(type, label == REPEATED, full);
            var message = kind == Kind.MESSAGE || kind == Kind.GROUP ? typeName : "";
            return new ProtoExtension(extended, new ProtoField(full, (int) number, kind, message));
        }

        private Kind kind(long type, boolean repeated, String field) {
            if (type < 1 || type > 18) {
                fault.tell("has a field " + field + " without a known type");
            }
            return switch ((int) type) {
                case 9 -> Kind.STRING;
                case 10 -> Kind.GROUP;
                case 11 -> Kind.MESSAGE;
                case 12 -> Kind.BYTES;
                default -> repeated ? Kind.PACKABLE : Kind.OTHER;
            };
        }

        private void service(WireReader in, String scope) {
            var name = "";
            for (var first = in.again(); first.next(); ) {
                name = first.number() == 1 ? first.text() : name;
            }
            var full = full(scope, name);
            while (in.next()) {
                if (in.number() == 2) {
                    method(in.message(), full);
                }
            }
        }

        private void method(WireReader in, String service) {
            var name = "";
            var request = "";
            var response = "";
            while (in.next()) {
                switch (in.number()) {
                    case 1 -> name = in.text();
                    case 2 -> request = typeName(in.text());
                    case 3 -> response = typeName(in.text());
                    default -> {}
                }
            }
            full(service, name);
            atMost(MAX_METHODS, ++methods, "methods", fault);
            calls.add(new ProtoMethod("/" + service + "/" + name, request, response));
        }

        /** The full name of something in a scope; harmless text when it has none. */
        private String full(String scope, String name) {
            var full = scope.isEmpty() ? name : scope + "." + name;
            if (!ProtoNames.isSimple(name) || full.length() > ProtoNames.MAX_FULL) {
                fault.tell("declares something in \"" + ProtoNames.shown(scope) + "\" whose name is none");
                return "_";
            }
            return full;
        }

        /** The full name that a reference holds, which begins with a dot. */
        private String typeName(String text) {
            if (!text.startsWith(".") || !ProtoNames.isFull(text.substring(1))) {
                fault.tell("has a reference that is no full name");
                return "_";
            }
            return text.substring(1);
        }
    }
}
