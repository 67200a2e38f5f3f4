/**
 * What we ship for running it elsewhere says what the code says.
 * <p>Start reading at {@link io.modelferry.deploy.ComposeFileTest}.
 */
@NullMarked
package io.modelferry.deploy;

import org.jspecify.annotations.NullMarked;
