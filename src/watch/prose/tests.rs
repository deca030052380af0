//! Lines of many programs, and what of them is a measurement.

use super::*;

fn read(prose: &mut Prose, line: &str) -> String {
    let Some(values) = prose.values(line) else { return "text".into() };
    let number = |number: Option<u64>| number.map_or_else(|| "-".into(), |number| number.to_string());
    let metrics = values.values.iter().map(|(name, value)| format!(", {name} {value}"));
    format!("{}/{}{}", number(values.step), number(values.total), metrics.collect::<String>())
}

#[test]
fn pairs_and_progress_of_many_programs_are_read() {
    for (line, expected) in [
        ("step=120 loss=0.31 lr=1e-3", "120/-, loss 0.31, lr 0.001"),
        ("epoch 3/10 step 120 loss: 0.31", "120/-, loss 0.31, epoch 3"),
        ("Epoch [2/90][ 120/5004] Loss 6.9 (7.0) Acc@1 0.3", "5124/450360, Loss 6.9, Acc@1 0.3, epoch 2"),
        ("[120/2000] loss=0.5, acc=81.2%", "120/2000, loss 0.5, acc 81.2"),
        ("313/313 ━━━━━━━━━━ 2s 5ms/step - accuracy: 0.9 - loss: 0.3", "313/313, accuracy 0.9, loss 0.3"),
        ("313/313 [==============================] - 2s 5ms/step - loss: 0.3", "313/313, loss 0.3"),
        ("  5%|▌         | 50/1000 [00:12<03:40, 4.2it/s, loss=0.312]", "50/1000, loss 0.312"),
        (
            "Epoch 1:  50%|███ | 50/100 [00:01<00:01, 30.00it/s, v_num=3, train_loss=0.3]",
            "150/-, train_loss 0.3, epoch 1",
        ),
        ("2026-01-02 10:11:12,345 INFO train: step=7 loss=0.5", "7/-, loss 0.5"),
        ("I0102 10:11:12.345678 140 train.py:12] step = 100, loss = 0.3", "100/-, loss 0.3"),
        (
            "[01/02 10:11:12 d2.utils.events]:  eta: 0:10:00  iter: 19  total_loss: 5.3  time: 0.2  data_time: 0.01  lr: 0.0001  max_mem: 2345M",
            "19/-, total_loss 5.3, lr 0.0001",
        ),
        (
            "Epoch: [0][  10/5005]\tTime  0.5 ( 1.0)\tData  0.1 ( 0.2)\tLoss 6.9e+00 (7.0e+00)\tAcc@1   0.39 (  0.3)",
            "10/-, Loss 6.9, Acc@1 0.39, epoch 0",
        ),
        ("Train Epoch: 1 [640/60000 (1%)]\tLoss: 0.31", "60640/-, Loss 0.31, epoch 1"),
        (
            "Test set: Average loss: 0.0267, Accuracy: 9912/10000 (99%)",
            "-/-, Average loss 0.0267, Accuracy 0.9912",
        ),
        ("step 250: train loss 2.4, val loss 2.5", "250/-, train loss 2.4, val loss 2.5"),
        ("iter 10: loss 3.2341, time 12.31ms, mfu 1.20%", "10/-, loss 3.2341"),
        ("Epoch [1/5], Step [100/600], Loss: 0.3", "100/3000, Loss 0.3, epoch 1"),
        ("epoch 3 finished, accuracy 0.91.", "3/-, accuracy 0.91"),
        ("INFO:root:loss: nan", "-/-, loss NaN"),
        ("loss=-inf", "-/-, loss -inf"),
        ("reward: 12", "-/-, reward 12"),
        ("sharpness=3.5", "-/-, sharpness 3.5"),
        ("loss:0.5", "-/-, loss 0.5"),
    ] {
        assert_eq!(read(&mut Prose::default(), line), expected, "{line}");
    }
}

#[test]
fn what_has_no_metric_in_it_is_only_said() {
    for line in [
        "Started training on 4 GPUs",
        "2026-01-02 10:11:12,345 INFO starting",
        "Epoch 1/5",
        "  5%|▌         | 50/1000 [00:12<03:40, 4.2it/s]",
        "Training:   5%|▌  | 50/1000 [00:12<03:40]",
        "TensorBoard 2.21.0 at http://localhost:6006/ (Press CTRL+C to quit)",
        "Listening on 127.0.0.1:8080, port: 8080",
        "saved checkpoints/epoch=3-step=100.ckpt",
        "torch==2.1.0 python: 3.11.7 cuda: 12.1",
        "Found 3 errors: 5",
        "ERROR: 404",
        "eta: 0:03:20, speed: 4.2, 12.5 samples/s",
        "Started server process, pid=123",
        "Using lr=0.1 and momentum=0.9",
        "/home/a/loss=0.3/file",
        "foo.py:12: UserWarning: something is deprecated",
        "progress: 12%",
        "[2/3] Building",
        "Total params: 1234",
        "loss",
        "loss:",
        "= 3",
        "",
    ] {
        assert_eq!(read(&mut Prose::default(), line), "text", "{line}");
    }
}

#[test]
fn an_epoch_on_its_own_line_holds_for_the_bars_below() {
    let mut prose = Prose::default();
    assert_eq!(read(&mut prose, "Epoch 2/3"), "text");
    assert_eq!(read(&mut prose, "10/100 ━━━ 2s 5ms/step - loss: 0.5"), "110/300, loss 0.5, epoch 2");
}
