/** Threads for work that is done chunk by chunk, and what becomes of their failures. */
@NullMarked
package io.modelferry.delta.work;

import org.jspecify.annotations.NullMarked;
