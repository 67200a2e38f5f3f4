/**
 * Documents are true: what they name exists, and what they list is what the code has.
 * <p>Start reading at {@link io.modelferry.documents.DocumentsAreTrueTest}.
 */
@NullMarked
package io.modelferry.documents;

import org.jspecify.annotations.NullMarked;
