package io.bulwark.proxy.proof;

import io.bulwark.policy.DocumentSchema;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulwark policy schema}: the JSON Schema of a kind of document. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Print the JSON Schema of a kind of document, for editors and checks.")
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String kind;

    /** The kinds that there are. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return DocumentSchema.KINDS.iterator();
        }
    }

    private SchemaCommand() {}

    @Override
    public Integer call() {
        return Told.run(spec, () -> {
            if (!DocumentSchema.KINDS.contains(kind)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "KIND must be one of " + String.join(", ", DocumentSchema.KINDS) + ", was " + kind);
            }
            spec.commandLine().getOut().print(DocumentSchema.of(kind));
            return 0;
        });
    }
}
