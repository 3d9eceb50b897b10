package io.bulwark.policy;

import io.bulwark.policy.schema.Shape.Entries;
import io.bulwark.policy.schema.Shape.Field;
import io.bulwark.policy.schema.Shape.Listing;
import io.bulwark.policy.schema.Shape.Mapping;
import io.bulwark.policy.schema.Shape.Scalar;
import io.bulwark.policy.schema.Shape.Text;
import io.bulwark.policy.schema.Shape.Truth;
import io.bulwark.policy.schema.Shape.Whole;
import java.util.ArrayList;
import java.util.List;

/** The forms of what rules ask of values: of parameters, and of variables in templates. */
final class ValueShapes {

    private ValueShapes() {}

    /** A parameter of a query or a content. */
    static Mapping value() {
        var keys = new ArrayList<>(variableKeys());
        keys.addFirst(Field.of("type", Shapes.words(SegmentType.values(), SegmentType::word), "As in templates.")
                .or(SegmentType.ANY.word()));
        keys.add(Field.of("repeated", new Truth(), "Whether it may come more than once.")
                .or("false"));
        return new Mapping(keys, false, List.of());
    }

    /** Conditions for variables of the templates beside it, by their names. */
    static Field variables() {
        return Field.of(
                "variables",
                new Entries(QueryPattern.Only.MAX_PARAMETERS, new Mapping(variableKeys(), false, List.of())),
                "What variables of the templates must fit besides their types, by name.");
    }

    private static List<Field> variableKeys() {
        var length = new Whole(0, ValuePattern.MAX_LENGTH);
        return List.of(
                Field.of("minLength", length, "In bytes.").or("0"),
                Field.of("maxLength", length, "In bytes.").or(Integer.toString(ValuePattern.MAX_LENGTH)),
                Field.of("startsWith", Text.of(1, ValuePattern.MAX_START), "What it begins with; absent: anything."),
                Field.of(
                                "characters",
                                Shapes.words(CharacterSet.values(), CharacterSet::word),
                                "Which characters it has.")
                        .or(CharacterSet.ANY.word()),
                Field.of("also", Text.of(1, Characters.MAX_SIGNS), "Signs that it may have besides; absent: none."),
                Field.of("signsApart", new Truth(), "Whether no sign may stand beside another one.")
                        .or("false"),
                Field.of(
                        "oneOf",
                        Listing.of(1, ValuePattern.MAX_VALUES, new Scalar(256)),
                        "The values that it may have; absent: any."));
    }
}
