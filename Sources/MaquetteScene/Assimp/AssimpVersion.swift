import CAssimp

extension SceneImporter {
    /// The version of the assimp library that reads what is not OBJ, as in "5.2.5".
    public static var assimpVersion: String {
        "\(aiGetVersionMajor()).\(aiGetVersionMinor()).\(aiGetVersionPatch())"
    }
}
