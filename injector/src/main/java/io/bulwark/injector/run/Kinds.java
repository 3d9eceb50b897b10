package io.bulwark.injector.run;

import io.bulwark.injector.cluster.DocumentFacts;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Our custom resources, as the API server knows them. */
final class Kinds {
    static final String GROUP = "bulwark.io";
    static final String VERSION = "v1alpha1";
    static final ResourceDefinitionContext LEARNED = context("LearnedProfile", "learnedprofiles");

    private Kinds() {}

    static ResourceDefinitionContext of(DocumentFacts.Kind kind) {
        return switch (kind) {
            case ALLOWLIST -> context(kind.word(), "serviceallowlists");
            case INSPECTION -> context(kind.word(), "inspectionpolicies");
        };
    }

    private static ResourceDefinitionContext context(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion(VERSION)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
