/**
 * Where a version came from: the training run, the data, the code, the version before it, and its teacher.
 * <p>Start reading at {@link io.modelferry.control.registry.lineage.Lineages}. Must not know how versions are published: it is told.
 */
@NullMarked
@NamedInterface("lineage")
package io.modelferry.control.registry.lineage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
