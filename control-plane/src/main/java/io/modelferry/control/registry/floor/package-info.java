/**
 * How far back devices may go: below the floor of its line no version of a model is activated again, and the floor only rises.
 * <p>Start reading at {@link io.modelferry.control.registry.floor.Floors}. Who moves devices asks it what lies below; devices learn it from
 * the signed targets. Must not know how versions are published, or devices.
 */
@NullMarked
@NamedInterface("floor")
package io.modelferry.control.registry.floor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
