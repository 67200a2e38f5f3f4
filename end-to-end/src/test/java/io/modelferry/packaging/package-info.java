/**
 * The packaged agent: made from the built jars, started as a device would start it.
 * <p>Start reading at {@link io.modelferry.packaging.PackagedAgentTest}.
 */
@NullMarked
package io.modelferry.packaging;

import org.jspecify.annotations.NullMarked;
