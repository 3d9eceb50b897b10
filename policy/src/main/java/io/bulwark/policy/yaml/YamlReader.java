package io.bulwark.policy.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads YAML text into nodes. */
public final class YamlReader {

    /** How deep mappings and lists may be nested. */
    public static final int MAX_DEPTH = 32;

    private static final int MAX_REASON = 160;
    private static final String UNREADABLE = "is not YAML that can be read: ";

    private final YAMLParser parser;

    private YamlReader(YAMLParser parser) {
        this.parser = parser;
    }

    /** Reads a file; never throws, whatever is in it. */
    public static YamlParse read(String yaml) {
        // The libraries tell of bad input by exceptions, and not all of them are declared: here is where that ends.
        try (var parser = new YAMLFactory().createParser(yaml)) {
            return new YamlReader(parser).documents();
        } catch (Refused refused) {
            return new YamlParse.Fault(refused.line, refused.why);
        } catch (JsonProcessingException e) {
            return fault(e);
        } catch (IOException | YAMLException e) {
            return new YamlParse.Fault(0, UNREADABLE + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static YamlParse fault(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            int line = marked.getProblemMark().getLine() + 1;
            return new YamlParse.Fault(line, UNREADABLE + firstLine(String.valueOf(marked.getProblem())));
        }
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
        return new YamlParse.Fault(line, UNREADABLE + firstLine(String.valueOf(e.getOriginalMessage())));
    }

    private YamlParse documents() throws IOException {
        List<YamlNode> roots = new ArrayList<>();
        while (parser.nextToken() != null) {
            var root = node(1);
            if (!(root instanceof YamlNode.Scalar scalar) || scalar.kind() != YamlNode.Kind.NOTHING) {
                roots.add(root);
            }
        }
        return new YamlParse.Documents(roots);
    }

    private YamlNode node(int depth) throws IOException {
        refuseReferences();
        var token = parser.currentToken();
        int line = line();
        if (token.isStructStart() && depth > MAX_DEPTH) {
            throw new Refused(line, "is nested deeper than " + MAX_DEPTH + " levels");
        }
        return switch (token) {
            case START_OBJECT -> mapping(line, depth);
            case START_ARRAY -> sequence(line, depth);
            case VALUE_NUMBER_INT ->
                new YamlNode.Scalar(
                        line,
                        YamlNode.Kind.WHOLE_NUMBER,
                        parser.getBigIntegerValue().toString());
            case VALUE_NUMBER_FLOAT -> scalar(line, YamlNode.Kind.FRACTION);
            case VALUE_TRUE, VALUE_FALSE -> scalar(line, YamlNode.Kind.TRUTH);
            case VALUE_NULL -> scalar(line, YamlNode.Kind.NOTHING);
            default -> scalar(line, YamlNode.Kind.TEXT);
        };
    }

    private YamlNode scalar(int line, YamlNode.Kind kind) throws IOException {
        return new YamlNode.Scalar(line, kind, parser.getText());
    }

    private YamlNode mapping(int line, int depth) throws IOException {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        List<YamlNode.Repeated> repeated = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            refuseReferences();
            var key = parser.currentName();
            int keyLine = line();
            parser.nextToken();
            var value = node(depth + 1);
            if (entries.putIfAbsent(key, value) != null) {
                repeated.add(new YamlNode.Repeated(keyLine, key));
            }
        }
        return new YamlNode.Mapping(line, entries, repeated);
    }

    private YamlNode sequence(int line, int depth) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(depth + 1));
        }
        return new YamlNode.Sequence(line, items);
    }

    private void refuseReferences() throws IOException {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw new Refused(line(), "must not use anchors or aliases");
        }
        if (parser.getTypeId() != null) {
            throw new Refused(line(), "must not use tags");
        }
    }

    private int line() {
        return Math.max(0, parser.currentTokenLocation().getLineNr());
    }

    private static String firstLine(String message) {
        var line = message.lines().findFirst().orElse("no reason given");
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "...";
    }

    /** What ends the reading of a file early; never leaves this class. */
    private static final class Refused extends IOException {

        private static final long serialVersionUID = 1;

        final int line;
        final String why;

        Refused(int line, String why) {
            super(why);
            this.line = line;
            this.why = why;
        }
    }
}
