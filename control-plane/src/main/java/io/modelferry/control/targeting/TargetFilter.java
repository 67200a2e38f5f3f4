package io.modelferry.control.targeting;

import io.modelferry.control.fleet.SqlCondition;

/**
 * Which devices an operator means, in the language of docs/targeting.md. The empty filter means every enrolled device; a
 * decommissioned device is never meant.
 */
public interface TargetFilter {

    /**
     * The filter as a condition over {@code fleet_device d}, for any statement that is set-based: {@code insert into … select …
     * from fleet_device d where <condition>}. Names of versions are resolved to digests now; moments that are relative
     * ({@code -PT1H}) too.
     *
     * @throws io.modelferry.control.platform.Refusal 422 {@code bad-filter}, with {@code field}, {@code position} (from 1) and
     *     {@code known}
     */
    SqlCondition compile(String filter);

    /** @return how many devices it means now */
    long count(String filter);
}
