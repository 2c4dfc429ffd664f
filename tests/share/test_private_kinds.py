"""Is nothing private left of a text, whatever kind it is of, and does everything harmless stay?"""

import json

import pytest

from tbxlab.share.privacy import Scrubber, hosts_in, users_in

PRIVATE = [
    # text, what must be gone
    ("/content/drive/My Drive/clinic/patients.csv", ["Drive", "clinic", "content"]),
    ("data: /content/drive/My Drive/clinic/patients.csv, seed 1", ["Drive", "clinic"]),
    ('{"data": "/content/drive/Shared drives/Oncology 2024/p.csv"}', ["drives", "Oncology", "2024"]),
    ("open('/data/Dr. O\\'Brien/x.csv')", ["Brien/", "Dr."]),
    ("open(\"/data/O'Brien's clinic/x.csv\")", ["Brien", "clinic"]),
    ("/srv/St. Mary Hospital/ward 3/scan.nii", ["Mary", "ward"]),
    ("/data/clinic (old)/raw [2019]/x.csv", ["clinic", "raw", "2019"]),
    ("/content/drive/My\\ Drive/clinic/x.csv", ["Drive", "clinic"]),
    ("a\\n/home/jane/x.csv", ["jane"]),
    ("data:/home/jane/x.csv", ["jane"]),
    ("PATH=/usr/bin:/opt/clinic/bin:/home/jane/bin", ["jane", "clinic"]),
    ("gcc -I/home/jane/include", ["jane"]),
    ("x=/home/jane/a b/c", ["jane", "a b"]),
    ("file:///home/jane/clinic/x.csv", ["jane", "clinic"]),
    ("url=%2Fhome%2Fjane%2Fclinic%2Fx.csv", ["jane", "clinic"]),
    ('{"p": "\\/home\\/jane\\/clinic\\/x.csv"}', ["jane", "clinic"]),
    ("C:\\Users\\Jane Roe\\Documents\\x.csv", ["Jane", "Roe", "Documents"]),
    ("C:\\Users\\Jane Roe", ["Jane", "Roe"]),
    ("saved to C:\\Users\\Jane Roe\\My Data\\x.csv, then", ["Roe", "My Data"]),
    ("{'out': 'C:\\\\Users\\\\Jane Roe\\\\x.pt'}", ["Jane", "Roe"]),
    ('"C:/Users/Jane Roe/One Drive/x.csv"', ["Roe", "One Drive"]),
    (json.dumps({"a": json.dumps({"b": "C:\\Users\\Jane Roe\\x.csv"})}), ["Roe", "Jane"]),
    ("\\\\fileserver\\Oncology Dept\\x.csv", ["fileserver", "Oncology"]),
    ("/mnt/c/Users/Jane Roe/x.csv", ["Jane", "Roe"]),
    ("D:\\clinic data\\2024\\x.csv", ["clinic", "2024"]),
    ("/homes/jroe/x", ["jroe"]),
    ("/u/jroe/x", ["jroe"]),
    ("/cluster/home/jroe/x", ["jroe"]),
    ("/nfs/home/jroe", ["jroe"]),
    ("~jroe/data/x.csv", ["jroe"]),
    ("by jane.roe@example.org", ["jane", "roe", "example"]),
    ("Jane Roe <jane_roe+ml@mail.clinic.example.co.uk>", ["jane_roe", "clinic"]),
    ("jane.roe [at] clinic [dot] org", ["jane.roe", "clinic"]),
    ("ssh -p 22 jane@login7 ls", ["jane", "login7"]),
    ("rsync jane@gpu4:/data/x .", ["jane", "gpu4"]),
    ("hub_token: hf_AbCdEfGhIjKlMnOpQrStUvWx", ["hf_Ab"]),
    ("WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567", ["0123456789"]),
    ('{"api_key": "s3cr3t value"}', ["s3cr3t", "value"]),
    ("| password | hunter2 |", ["hunter2"]),
    ("train.py --password hunter2 --lr 0.1", ["hunter2"]),
    ("--db-password=hunter2", ["hunter2"]),
    ("export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ["wJalr", "bPxR"]),
    ("id AKIAIOSFODNN7EXAMPLE", ["AKIA"]),
    ("sk-proj-abcdEFGH1234ijklMNOP5678", ["abcdEFGH"]),
    ("github ghp_0123456789abcdefghijABCDEFGHIJ012345", ["ghp_"]),
    ("glpat-abcdefghij0123456789", ["glpat"]),
    ("xoxb-123456789012-abcdefGHIJ", ["xoxb"]),
    ("key AIzaSyA-1234567890abcdefghijklmnopqrstu", ["AIza"]),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def_ghi", ["eyJ"]),
    ("Authorization: Bearer abcdefghijklmnop.qrst", ["abcdefghijklmnop"]),
    ("http://localhost:8888/?token=abcdef0123456789abcdef0123456789", ["abcdef01"]),
    ("https://jane:hunter2@git.example.org/x.git", ["jane", "hunter2"]),
    ("postgresql://jane:hunter2@db.clinic.org:5432/patients", ["jane", "hunter2", "clinic"]),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----", ["MIIEabc"]),
    ("s3://hospital-bucket/2024/x.csv", ["hospital", "2024"]),
    ("s3://hospital-bucket", ["hospital"]),
    ("gs://hospital-bucket/My Data/x.csv", ["hospital", "My Data"]),
    ("abfss://raw@hospital.dfs.core.windows.net/a/x.csv", ["hospital", "raw@"]),
    ("https://hospital-bucket.s3.eu-central-1.amazonaws.com/a/x.csv", ["hospital"]),
    ("https://storage.googleapis.com/hospital-bucket/x.csv", ["hospital"]),
    ("https://hospital.blob.core.windows.net/raw/x.csv?sig=abc", ["hospital", "abc"]),
    ("arn:aws:s3:::hospital-bucket/x", ["hospital"]),
    ("arn:aws:iam::123456789012:user/jane", ["123456789012", "jane"]),
    ("hdfs://namenode7/clinic/x.csv", ["namenode7", "clinic"]),
    ("ssh 203.0.113.77", ["203.0"]),
    ("server at 8.8.4.4", ["8.8.4.4"]),
    ("http://192.168.1.20:6006", ["192.168"]),
    ("tcp://gpu-17:29500", ["gpu-17"]),
    ("fe80::1ff:fe23:4567:890a and 2001:db8::8a2e:370:7334", ["fe80", "2001:db8"]),
    ("aa:bb:cc:dd:ee:0f", ["aa:bb"]),
    ("ip-10-0-0-12.ec2.internal", ["10-0-0-12"]),
    ("fileserver.corp", ["fileserver"]),
    ("call +49 170 1234567", ["170"]),
    ("\x1b[31m/home/jane/x.csv\x1b[0m", ["jane"]),
    ("<td>/home/jane/x.csv</td>", ["jane"]),
    ("**/home/jane/x.csv**", ["jane"]),
    ("(/home/jane/x.csv)", ["jane"]),
    ("[rank0]:/home/jane/x.csv", ["jane"]),
    ("data_dir: /Volumes/Big HD/Users/jane/Clinic Data/x.csv", ["jane", "Clinic"]),
    ("PosixPath('/home/jane/out dir/x')", ["jane", "out dir"]),
    ("E:\\Data\\Jane's Files\\x.csv", ["Jane"]),
    ("C:/Users/Jane Roe/OneDrive - Clinic GmbH/x.csv", ["Jane", "Clinic"]),
    ("//nas01/share/clinic/x.csv", ["nas01", "clinic"]),
    ("/afs/cs.example.edu/u/jroe/x.csv", ["jroe", "example.edu"]),
    ("/export/home/j/jroe/x.csv", ["jroe"]),
    ("/c/Users/jroe/x.csv", ["jroe"]),
    ("path=/home/jroe/a;/home/jroe/b c/d", ["jroe", "b c"]),
    ("see /home/jroe/notes (private)/x.md for it", ["jroe", "private"]),
    ('["/home/jroe/a b/c", "/home/jroe/d e"]', ["jroe"]),
    ("api_key=('abcdef123456')", ["abcdef"]),
    ("wandb login abcdef0123456789abcdef0123456789abcdef01", ["abcdef"]),
    ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 jane@laptop", ["AAAAB3", "jane"]),
    ("gdrive://1AbCdEf/x", ["1AbCdEf"]),
    ("hf://datasets/jane/x", ["jane"]),
    ("jdbc:postgresql://db.clinic.org/patients", ["clinic"]),
    ("https://minio.clinic.internal:9000/b", ["clinic"]),
    ("vscode-remote://ssh-remote+gpu17/home/jroe/x", ["gpu17", "jroe"]),
    ("jane@gpu-17", ["jane", "gpu-17"]),
    ("+491701234567", ["1701234567"]),
    ("DE89370400440532013000", ["3704"]),
]

HARMLESS = """loss/train and acc/val, 3/4 of the data
https://example.org/a/b/c is public
https://github.com/pytorch/pytorch/blob/main/README.md
version 2.21.0.1, ratio 1/2/3
torch==2.4.1.post100, cuDNN 8.9.7.29
N/A, and/or, I/O, km/h, w/o
~/data/x ./runs/a ../b/c
about ~5 minutes, ~half of it
the max of grad/max
recall@10, mAP@0.5, pass@1, ndcg@10.mean
AP@[.5:.95]
model@v1.2
pad_token: <pad>, eos_token: </s>
max_tokens=512, num_tokens: 128
hub_token: None, push_to_hub_token=<PUSH_TO_HUB_TOKEN>
tokens per second: 12345.6
tokenizer: bert-base-uncased
token_type_ids, attention_mask
key: value
monitor: val_loss, mode: min
2024-11-21 12:30:45.123
2024-11-21T12:30:45+01:00
12:30:45 left, 00:10:05 elapsed
commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567
sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
1e-05, 3.4e+38, -inf, +0.125
std::vector<float>, at::Tensor, c10::cuda
/job:worker/replica:0/task:0/device:GPU:0
cuda:0, cpu, xla:1
layer1.0.conv1.weight [64, 3, 7, 7]
bert.encoder.layer.11.attention.self.query.weight
a|b\\n-|-\\n1|2
| lr | 0.001 |
</td></tr><br/>
$\\alpha \\\\ \\beta$ and \\frac{a}{b}
(a+b)/(c+d)/e
x/y/z
0.5/0.5/1.0
Epoch 3/10, batch 40/100
imagenet-1k (ILSVRC 2012)
ResNet-50 v1.5 @ 224x224
lr=0.1,bs=32,seed=0
outputs/2024-11-21/12-30-45
optimizer: AdamW(betas=(0.9, 0.999))
https://huggingface.co/datasets/glue
env://
127.0.0.1:6006 and localhost:6006
{"hidden_size": 768, "layers": [2, 2, 2]}
class: cat, dog, horse
C: 10, gamma: 0.1
temperature at 0.7, top_p 0.9
F1 = 2PR/(P+R)
user and host are words
secret of good curves
the key is to wait
password
signature of the function
import torch.nn.functional as F
@property and @dataclass
100% of 5 runs, 2x faster
threading.local() and google.protobuf.internal
dict[str, int] -> None
#1 of 10 & more; done!
SGD(lr=0.1, momentum=0.9, nesterov=True)
Ünïcödé text, 你好, émoji 🎉""".splitlines()


@pytest.mark.parametrize(("text", "gone"), PRIVATE)
def test_nothing_private_is_left(text, gone):
    left = Scrubber(users=users_in(text)).text(text)
    assert not [word for word in gone if word in left], left


@pytest.mark.parametrize(("text", "gone"), PRIVATE)
def test_nothing_private_is_left_of_a_tag(text, gone):
    left = Scrubber(users=users_in(text)).tag(text)
    assert not [word for word in gone if word in left], left


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text):
    scrubber = Scrubber()
    assert (scrubber.text(text), scrubber.tag(text), scrubber.run(text)) == (text, text, text)
    assert scrubber.told == {}


@pytest.mark.parametrize(
    ("text", "users", "hosts"),
    [
        ("/homes/jroe/x, /u/bob/x and /cluster/home/ann/x", ["jroe", "bob", "ann"], []),
        ("C:\\Users\\Jane Roe\\x.csv", ["Jane Roe"], []),
        ("~jroe/x", ["jroe"], []),
        ("USER=jroe HOSTNAME=atlas7", ["jroe"], ["atlas7"]),
        ('{"user": "jroe", "host": "gpu-3"}', ["jroe"], ["gpu-3"]),
        ("| wandb_entity | jroe |", ["jroe"], []),
        ("SLURM_NODELIST=gpu[01-08]", [], []),
        ("user: what is it? host: a b", [], []),
        ('{"role": "user", "content": "hello"}', [], []),
        ("mail jane.roe@example.org", ["jane.roe"], []),
        ("ssh -p 22 bob@login7", [], ["login7"]),
    ],
)
def test_names_are_learned_from_where_they_stand_for_sure(text, users, hosts):
    assert (users_in(text), hosts_in(text)) == (users, hosts)


@pytest.mark.parametrize(
    "tag",
    [
        "home/win/rate",
        "users/new/loss",
        "val/users/recall",
        "cluster/3/size",
        "users/emb/norm",
        "next_token/loss",
        "secret/loss",
        "access_token_3/loss",
        "eval/mAP@.5:.95",
        "D_real/G_fake",
        "/model/layer1/grad/max",
        "content/loss",
    ],
)
def test_a_tag_that_only_looks_like_a_path_or_a_secret_stays(tag):
    assert Scrubber(users=users_in(tag)).tag(tag) == tag


@pytest.mark.parametrize(
    "tag",
    [
        "home/Qwzx/data/x.csv",
        "content/drive/My_Qwzx/x.csv",
        "C__Users_Jane_Qwzx_x.csv",
        "s3_//Qwzx-bucket/x.csv",
        "jane.Qwzx_mail.example.org",
        "Qwzx_gmail.com",
        "cluster/home/Qwzx/x",
        "home/Qwzx/x.csv",
    ],
)
def test_what_a_writer_made_of_a_private_text_goes_from_a_tag(tag):
    assert "Qwzx" not in Scrubber().tag(tag)


def test_a_name_of_two_parts_is_found_however_it_is_joined():
    scrubber = Scrubber(users=["jane.roe"])
    assert scrubber.text("Jane Roe, jane_roe, JANE-ROE and janeroe") == "user, user, user and user"
    assert scrubber.tag("eval/jane_roe") == "eval/user"


def test_the_value_of_a_setting_goes_by_its_name():
    scrubber = Scrubber()
    assert scrubber.setting("wandb_api_key", "plain words") == "…"
    assert scrubber.setting("model.password", "hunter2") == "…"
    assert scrubber.setting("hub_token", "None") == "None"
    assert scrubber.setting("tokenizer", "bert") == "bert"


def test_there_are_thirty_kinds_and_fifty_harmless_strings():
    assert len(PRIVATE) >= 30
    assert len(HARMLESS) >= 50
