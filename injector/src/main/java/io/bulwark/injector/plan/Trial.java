package io.bulwark.injector.plan;

import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.proof.Course;

/**
 * An allowlist that goes from Learn over Monitor to Enforce by itself.
 *
 * @param written the text of the user's document; empty when there is none
 */
public record Trial(String written) {
    /** What tells one stage of a course from another, and from the same stage at another time. */
    public static String stage(Course course) {
        return course.stage().mode().word() + "-" + course.since();
    }

    /** What the user wrote, as a policy. */
    public PolicySnapshot policy() {
        return Stages.snapshot(written);
    }
}
