/**
 * Makes each published version into variants for device classes and measures them.
 * <p>In: {@code ModelPublished}. Out: {@code VariantReady}; {@code FieldMeasures} is for the room that hears devices. Start reading at {@link io.modelferry.control.optimisation.Variants},
 * then {@link io.modelferry.control.optimisation.making.VariantMaking}. Must not touch a model in its own process.
 * <p>Here stands what other rooms may ask and hear, and it knows none of the rooms inside: {@code making} uses {@code study} and
 * {@code variant}, those that run use {@code run}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "security",
            "trust",
            "registry",
            "registry :: lineage",
            "registry :: diff",
            "registry :: floor",
            "registry :: tombstone"
        })
package io.modelferry.control.optimisation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
