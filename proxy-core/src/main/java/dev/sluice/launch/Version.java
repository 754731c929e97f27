package dev.sluice.launch;

/** The program's version. */
final class Version {
    /** As it stands in the program's jar. */
    static final String NUMBER = number();

    private Version() {}

    private static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }
}
