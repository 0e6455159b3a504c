/// By what kind of picture a ControlNet steers, as far as names tell: its weights do not.
struct ControlNetPurpose: Sendable, Equatable {
    /// What maquette can show a ControlNet.
    static let depth = "depth"

    /// `depth`, or what else, in words for people.
    let control: String
    /// The name that tells it.
    let evidence: String

    /// Words in the names of ControlNets, and what they steer by.
    private static let kinds: [(words: Set<String>, control: String)] = [
        (["depth", "midas", "zoe", "zoedepth", "leres", "marigold"], depth),
        (["canny"], "canny edges"),
        (["openpose", "pose", "dwpose", "densepose", "animalpose"], "poses"),
        (["scribble", "sketch"], "scribbles"),
        (["lineart"], "line art"),
        (["softedge", "hed", "pidi", "pidinet", "teed"], "soft edges"),
        (["mlsd"], "straight lines"),
        (["normal", "normals", "normalbae", "normalmap"], "normals"),
        (["seg", "segmentation"], "segments"),
        (["tile", "blur", "upscaler"], "a blurred picture"),
        (["inpaint", "inpainting"], "what is left of a picture"),
        (["shuffle"], "shuffled colours"),
        (["ip2p", "pix2pix"], "a picture and an instruction"),
        (["qr", "qrcode", "qrcodemonster"], "QR codes"),
        (["brightness", "illumination", "recolor", "gray"], "brightness"),
    ]

    /// What the first name that says anything says. One that speaks of depth among others is for depth.
    ///
    /// - Parameter names: of file, folder, or origin, the most telling first.
    init?(names: [String]) {
        for name in names {
            let words = Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
            if let kind = Self.kinds.first(where: { !$0.words.isDisjoint(with: words) }) {
                (control, evidence) = (kind.control, name)
                return
            }
        }
        return nil
    }
}
