package io.bulwark.proxy.config;

import io.bulwark.policy.learn.Promotion.Bounds;

/**
 * When an allowlist may go a step further, and whether it does so by itself.
 *
 * @param automatic whether it does; else somebody asks for it
 */
public record PromotionConfig(boolean automatic, Bounds bounds) {

    /** By hand, with the usual bounds. */
    public static PromotionConfig byHand() {
        return new PromotionConfig(false, Bounds.usual());
    }
}
