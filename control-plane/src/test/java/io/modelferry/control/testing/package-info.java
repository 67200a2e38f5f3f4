/** Rooms without the house around them, on a real PostgreSQL. */
@NullMarked
package io.modelferry.control.testing;

import org.jspecify.annotations.NullMarked;
