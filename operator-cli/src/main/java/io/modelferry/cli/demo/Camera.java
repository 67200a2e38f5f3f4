package io.modelferry.cli.demo;

/**
 * One real agent of the story.
 *
 * @param site as the field stream numbers it: 0 cellar, 1 outdoor
 */
record Camera(String id, String deviceClass, int site, boolean lab) {

    String siteName() {
        return siteName(site);
    }

    static String siteName(int site) {
        return site == 0 ? "cellar" : "outdoor";
    }
}
